using System.Collections.Immutable;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>Who is told of what.</summary>
public sealed class RoutingTests
{
    [Fact]
    public void Nobody_is_told_without_destinations() =>
        Plan(NotificationSettings.None, Notices.Notice()).ShouldBeEmpty();

    [Fact]
    public void Everybody_is_told_without_routes() => Told().ShouldBe(["ops", "boss"]);

    [Fact]
    public void The_first_route_that_matches_decides() =>
        Told(new Route(["boss"]) { Match = new() { MinimumSeverity = Severity.Critical } }, new Route(["ops"]), new Route(["boss"]))
            .ShouldBe(["ops"]);

    [Fact]
    public void A_route_that_continues_lets_later_ones_add_theirs_and_nobody_is_told_twice() =>
        Told(new Route(["ops"]) { Continue = true }, new Route(["boss", "ops"])).ShouldBe(["ops", "boss"]);

    [Fact]
    public void An_escalation_adds_its_destinations_later_and_none_that_is_told_at_once()
    {
        var plan = Plan(
            Settings(new Route(["boss", "ops"]) { After = TimeSpan.FromMinutes(10) }, new Route(["ops"]), new Route(["boss"])),
            Notices.Notice());

        plan.Select(one => (one.Destination, one.NextAttemptAt, one.Notice.EscalatesAt))
            .ShouldBe([("boss", Given.At(600), Given.At(600)), ("ops", Given.At(0), null)], ignoreOrder: true);
        plan.Single(one => one.Destination == "boss").Route
            .ShouldBe("route 0 matches VM_CRASHED (error) in lab after 10 minutes without acknowledgement");
    }

    [Fact]
    public void A_route_without_destinations_ends_the_search() => Told(new Route([]), new Route(["ops"])).ShouldBeEmpty();

    [Theory]
    [InlineData("lab", true)]
    [InlineData("LAB", true)]
    [InlineData("prod", false)]
    public void A_route_matches_its_clusters(string cluster, bool matches) =>
        new Route(["ops"]) { Match = new() { Clusters = [cluster] } }.Matches(Notices.Notice()).ShouldBe(matches);

    [Theory]
    [InlineData(ConditionType.VmCrashed, true)]
    [InlineData(ConditionType.DiskHigh, false)]
    public void A_route_matches_its_conditions(ConditionType condition, bool matches) =>
        new Route(["ops"]) { Match = new() { Conditions = [condition] } }.Matches(Notices.Notice()).ShouldBe(matches);

    [Theory]
    [InlineData(Severity.Error, true)]
    [InlineData(Severity.Critical, false)]
    public void A_route_matches_from_its_severity_on(Severity least, bool matches) =>
        new Route(["ops"]) { Match = new() { MinimumSeverity = least } }.Matches(Notices.Notice()).ShouldBe(matches);

    [Theory]
    [InlineData("PVE1", true)]
    [InlineData("pve2", false)]
    public void A_route_matches_its_nodes(string node, bool matches) =>
        new Route(["ops"]) { Match = new() { Nodes = [node] } }.Matches(Notices.Notice()).ShouldBe(matches);

    [Theory]
    [InlineData("db", null, "db;web", null, true)]
    [InlineData("prod", null, "db;web", null, false)]
    [InlineData(null, "gold", "db", "gold", true)]
    [InlineData(null, "gold", "db", null, false)]
    [InlineData("db", "gold", "db", "gold", true)]
    [InlineData("db", "gold", "db", "tin", false)]
    public void A_route_matches_the_tags_and_the_pools_of_guests(string? tag, string? pool, string tags, string? of, bool matches)
    {
        var match = new NoticeMatch { Tags = tag is null ? [] : [tag], Pools = pool is null ? [] : [pool] };

        match.Matches(Notices.Notice() with { IsGuest = true, Guest = new("pve1", tags, of) }).ShouldBe(matches);
        match.Matches(Notices.Notice() with { IsGuest = true }).ShouldBeFalse("what is unknown matches nothing");
    }

    [Theory]
    [InlineData("2026-03-07T22:30:00Z", "boss", "Saturday 23:30 (Europe/Vienna)")]
    [InlineData("2026-03-08T05:59:00Z", "boss", "Sunday 06:59 (Europe/Vienna)")]
    [InlineData("2026-03-08T06:00:00Z", "ops", "Sunday 07:00 (Europe/Vienna)")]
    [InlineData("2026-03-29T05:00:00Z", "ops", "Sunday 07:00 (Europe/Vienna)")]
    public void A_route_matches_in_its_hours_by_the_clock_of_their_zone(string at, string told, string clock)
    {
        var night = new DailyHours(new(22, 0), new(7, 0), TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna"))
        {
            Weekdays = [DayOfWeek.Saturday],
        };
        var notice = Notices.Notice() with { At = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) };

        var plan = Plan(Settings(new Route(["boss"]) { Times = [night] }, new Route(["ops"])), notice);

        plan.Where(one => one.State == NotificationState.Pending).ShouldHaveSingleItem().Destination.ShouldBe(told);
        plan.ShouldAllBe(one => one.Route.Contains($"matches VM_CRASHED (error) in lab on {clock}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_reason_names_all_that_the_routes_look_at()
    {
        var settings = Settings(new Route(["ops"]) { Match = new() { Tags = ["db"], Nodes = ["pve2"] } });

        Plan(settings, Notices.Notice() with { IsGuest = true, Guest = new("pve1", "web;x", "gold") })
            .ShouldAllBe(one => one.Route == "no route matches VM_CRASHED (error) in lab on pve1 with tags web, x in pool gold");
        Plan(settings, Notices.Notice() with { IsGuest = true })
            .ShouldAllBe(one => one.Route == "no route matches VM_CRASHED (error) in lab on pve1 with unknown tags and pool");
    }

    [Fact]
    public void A_recovery_is_planned_for_all_because_the_store_knows_who_was_told() =>
        Plan(Settings(new Route(["ops"])), Notices.Notice("resolved", recovery: true))
            .Select(one => one.Destination).ShouldBe(["ops", "boss"]);

    [Fact]
    public void Where_another_condition_takes_the_place_of_one_those_who_are_not_notified_of_it_learn_of_the_end()
    {
        var plan = Plan(Settings(new Route(["ops"]) { Match = new() { MinimumSeverity = Severity.Critical } }), Notices.Replaced(1).Notice);

        plan.Select(one => (one.Destination, one.Notice.ReplacedBy?.Condition, one.Route)).ShouldBe(
        [
            ("ops", ConditionType.DiskCritical, "it was notified of the incident, whose place DISK_CRITICAL takes"),
            ("boss", null, "it was notified of the incident, but not of DISK_CRITICAL"),
        ]);
        plan.ShouldAllBe(one => one.State == NotificationState.Pending && one.Notice.Condition == ConditionType.VmCrashed);
    }

    [Fact]
    public void Each_decision_is_kept_with_its_reason_also_that_a_destination_is_not_told()
    {
        Decisions(new Route(["ops"])).ShouldBe(
        [
            ("ops", NotificationState.Pending, "route 0 matches VM_CRASHED (error) in lab"),
            ("boss", NotificationState.Unrouted, "route 0 matches VM_CRASHED (error) in lab and does not name this destination"),
        ]);
        Decisions(new Route([])).ShouldAllBe(
            one => one.State == NotificationState.Unrouted && one.Why == "route 0 matches VM_CRASHED (error) in lab and notifies nobody");
        Decisions(new Route(["ops"]) { Match = new() { MinimumSeverity = Severity.Critical } }).ShouldAllBe(
            one => one.State == NotificationState.Unrouted && one.Why == "no route matches VM_CRASHED (error) in lab");
    }

    [Fact]
    public void The_same_step_has_the_same_id_and_every_other_step_and_destination_has_another()
    {
        var ids = new[] { ("i1", "opened", "ops"), ("i1", "opened", "boss"), ("i1", "resolved", "ops"), ("i2", "opened", "ops") }
            .Select(one => Notification.IdOf(one.Item1, one.Item2, one.Item3)).ToList();

        ids.ShouldBeUnique();
        ids[0].ShouldBe(Notification.IdOf("i1", "opened", "ops"));
        ids.ShouldAllBe(id => !id.Contains('.'));
    }

    private static IEnumerable<string> Told(params ImmutableArray<Route> routes) =>
        Decisions(routes).Where(one => one.State == NotificationState.Pending).Select(one => one.Destination);

    private static IEnumerable<(string Destination, NotificationState State, string Why)> Decisions(params ImmutableArray<Route> routes) =>
        Plan(Settings(routes), Notices.Notice()).Select(one => (one.Destination, one.State, one.Route));

    private static ImmutableArray<Notification> Plan(NotificationSettings settings, Notice notice) =>
        NotificationPlanner.Plan(settings, notice);

    private static NotificationSettings Settings(params ImmutableArray<Route> routes) =>
        new([new("ops", "webhook"), new("boss", "ntfy")], routes);
}
