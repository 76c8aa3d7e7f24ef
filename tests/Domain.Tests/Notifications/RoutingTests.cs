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
        Told(new Route(["boss"]) { MinimumSeverity = Severity.Critical }, new Route(["ops"]), new Route(["boss"])).ShouldBe(["ops"]);

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
        new Route(["ops"]) { Clusters = [cluster] }.Matches(Notices.Notice()).ShouldBe(matches);

    [Theory]
    [InlineData(ConditionType.VmCrashed, true)]
    [InlineData(ConditionType.DiskHigh, false)]
    public void A_route_matches_its_conditions(ConditionType condition, bool matches) =>
        new Route(["ops"]) { Conditions = [condition] }.Matches(Notices.Notice()).ShouldBe(matches);

    [Theory]
    [InlineData(Severity.Error, true)]
    [InlineData(Severity.Critical, false)]
    public void A_route_matches_from_its_severity_on(Severity least, bool matches) =>
        new Route(["ops"]) { MinimumSeverity = least }.Matches(Notices.Notice()).ShouldBe(matches);

    [Fact]
    public void A_recovery_is_planned_for_all_because_the_store_knows_who_was_told() =>
        Plan(Settings(new Route(["ops"])), Notices.Notice("resolved", recovery: true))
            .Select(one => one.Destination).ShouldBe(["ops", "boss"]);

    [Fact]
    public void Where_another_condition_takes_the_place_of_one_those_who_are_not_notified_of_it_learn_of_the_end()
    {
        var plan = Plan(Settings(new Route(["ops"]) { MinimumSeverity = Severity.Critical }), Notices.Replaced(1).Notice);

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
        Decisions(new Route(["ops"]) { MinimumSeverity = Severity.Critical }).ShouldAllBe(
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
