using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class IncidentNoticeTests
{
    private static readonly Suppression Parent = new(SuppressionKind.Parent, "a node is away") { ParentId = "p" };
    private static readonly Suppression Window = new(SuppressionKind.Maintenance, "work") { Window = "w" };

    [Fact]
    public void What_nothing_suppresses_is_told_when_it_opens()
    {
        var opened = IncidentNotice.OnOpened(Recorded.Crash(), []);

        opened.NotifiedAt.ShouldBe(opened.OpenedAt);
        IncidentNotice.ShouldNotify(null, opened, IncidentChange.Opened, false).ShouldBeTrue();
        opened.Timeline.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_child_is_recorded_under_its_parent_and_not_told()
    {
        var opened = IncidentNotice.OnOpened(Recorded.Crash(), [Parent]);

        (opened.ParentId, opened.NotifiedAt, opened.IsSuppressed, opened.IsOpen).ShouldBe(("p", null, true, true));
        opened.Timeline.Select(entry => entry.Text).ShouldBe(["c", "a node is away"]);
        IncidentNotice.ShouldNotify(null, opened, IncidentChange.Opened, false).ShouldBeFalse();
    }

    [Fact]
    public void A_survivor_of_a_storm_is_not_told_again_but_one_that_something_else_covered_too_is()
    {
        var storm = new Suppression(SuppressionKind.Parent, "it is one of many") { ParentId = "s", ParentKey = "FAILURE_STORM:lab" };
        var opened = IncidentNotice.OnOpened(Recorded.Crash(), [storm]);
        var released = IncidentNotice.Reevaluate(opened, [], Given.At(20));

        (released.Change, released.Incident!.NotifiedAt).ShouldBe((IncidentChange.Released, null));
        IncidentNotice.ShouldNotify(opened, released.Incident, released.Change, false).ShouldBeFalse();

        var both = IncidentNotice.OnOpened(Recorded.Crash(), [storm, Window]);
        var later = IncidentNotice.Reevaluate(both, [], Given.At(20));
        later.Incident!.NotifiedAt.ShouldBe(Given.At(20));
        IncidentNotice.ShouldNotify(both, later.Incident, later.Change, false).ShouldBeTrue();
    }

    [Fact]
    public void A_survivor_is_told_once_when_nothing_suppresses_it_any_more()
    {
        var opened = IncidentNotice.OnOpened(Recorded.Crash(), [Parent, Window]);
        var less = IncidentNotice.Reevaluate(opened, [Window], Given.At(10));
        var released = IncidentNotice.Reevaluate(less.Incident!, [], Given.At(20));

        less.Change.ShouldBe(IncidentChange.Suppressed);
        IncidentNotice.ShouldNotify(opened, less.Incident!, less.Change, false).ShouldBeFalse();
        (released.Change, released.Incident!.NotifiedAt, released.Incident.ParentId).ShouldBe((IncidentChange.Released, Given.At(20), "p"));
        IncidentNotice.ShouldNotify(less.Incident, released.Incident, released.Change, false).ShouldBeTrue();
        IncidentNotice.Reevaluate(released.Incident, [], Given.At(30)).Change.ShouldBe(IncidentChange.None);
    }

    [Fact]
    public void One_that_was_told_before_it_was_suppressed_is_not_told_again()
    {
        var opened = IncidentNotice.OnOpened(Recorded.Crash(), []);
        var suppressed = IncidentNotice.Reevaluate(opened, [Parent], Given.At(10)).Incident!;
        var released = IncidentNotice.Reevaluate(suppressed, [], Given.At(20));

        released.Change.ShouldBe(IncidentChange.Released);
        IncidentNotice.ShouldNotify(suppressed, released.Incident!, released.Change, false).ShouldBeFalse();
        released.Incident!.NotifiedAt.ShouldBe(opened.OpenedAt);
    }

    [Fact]
    public void Its_end_is_told_only_to_those_who_heard_of_it_and_not_where_another_condition_takes_its_place()
    {
        var told = IncidentNotice.OnOpened(Recorded.Crash(), []);
        var untold = IncidentNotice.OnOpened(Recorded.Crash(), [Parent]);

        IncidentNotice.ShouldNotify(told, told, IncidentChange.Resolved, stepped: false).ShouldBeTrue();
        IncidentNotice.ShouldNotify(told, told, IncidentChange.Resolved, stepped: true).ShouldBeFalse();
        IncidentNotice.ShouldNotify(untold, untold, IncidentChange.Resolved, stepped: false).ShouldBeFalse();
        IncidentNotice.ShouldClose(told, IncidentChange.Resolved, stepped: true).ShouldBeTrue();
        IncidentNotice.ShouldClose(told, IncidentChange.Resolved, stepped: false).ShouldBeFalse();
        IncidentNotice.ShouldClose(untold, IncidentChange.Resolved, stepped: true).ShouldBeFalse();
    }

    [Fact]
    public void A_resolved_one_is_not_weighed_again() =>
        IncidentNotice.Reevaluate(Recorded.Of(ConditionType.VmCrashed, Recorded.Vm, resolvedAt: 5), [Parent], Given.At(9)).Change
        .ShouldBe(IncidentChange.None);

    /// <summary>However often what suppresses it comes and goes, people hear of it at most once before its end.</summary>
    [Fact]
    public void It_is_told_at_most_once_whatever_comes_and_goes() =>
        Gen.Int[0, 3].Array[0, 20].Sample(weights =>
        {
            var incident = IncidentNotice.OnOpened(Recorded.Crash(), Set(weights.FirstOrDefault()));
            var told = IncidentNotice.ShouldNotify(null, incident, IncidentChange.Opened, false) ? 1 : 0;
            for (var i = 1; i < weights.Length; i++)
            {
                var step = IncidentNotice.Reevaluate(incident, Set(weights[i]), Given.At(i));
                if (IncidentNotice.ShouldNotify(incident, step.Incident!, step.Change, false)) told++;
                incident = step.Incident!;
            }

            told.ShouldBe(weights.Length == 0 || weights.Contains(0) ? 1 : 0);
            (incident.NotifiedAt is not null).ShouldBe(told == 1);
        });

    private static System.Collections.Immutable.ImmutableArray<Suppression> Set(int bits) =>
        [.. new[] { Parent, Window }.Where((_, place) => (bits & (1 << place)) != 0)];
}
