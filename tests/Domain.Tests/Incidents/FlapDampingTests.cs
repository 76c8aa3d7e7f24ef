using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class FlapDampingTests
{
    private static readonly IncidentSettings Settings = new();

    [Fact]
    public void The_third_opening_within_the_hour_is_held_as_one_flapping_incident()
    {
        var (incidents, _) = Play(Happenings.Of(5));

        incidents.Count.ShouldBe(3);
        var held = incidents[^1];
        (held.IsOpen, held.Flap).ShouldBe((true, new FlapState(5, Given.At(0), Given.At(540)) { CameAt = Given.At(480) }));
        held.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "flapping"]);
        held.Timeline[^1].Text.ShouldBe("flapping: opened 5 times since 2026-03-01 12:00Z, kept open until stable");
    }

    [Fact]
    public void Openings_far_apart_are_incidents_of_their_own()
    {
        var findings = Happenings.Of(5).Select((finding, i) => finding with { At = Given.At(i * 3000) }).ToArray();
        var (incidents, _) = Play(findings);

        incidents.Count.ShouldBe(5);
        incidents.ShouldAllBe(incident => incident.Flap == null && !incident.IsOpen);
    }

    [Fact]
    public void It_is_resolved_after_calm_and_not_before()
    {
        var held = Play(Happenings.Of(3)).Incidents[^1];

        FlapDamping.ResolveIfCalm(held, Settings, Given.At(300 + 1799)).ShouldBeSameAs(held);
        var calm = FlapDamping.ResolveIfCalm(held, Settings, Given.At(300 + 1800));
        (calm.State, calm.ResolvedAt).ShouldBe((IncidentState.Resolved, Given.At(2100)));
        calm.Timeline[^1].Text.ShouldBe("it was calm for 30 minutes");
    }

    [Fact]
    public void One_that_is_quiet_in_the_future_by_another_clock_is_resolved()
    {
        var held = Play(Happenings.Of(3)).Incidents[^1];

        FlapDamping.ResolveIfCalm(held, Settings, Given.At(300 - 1799)).ShouldBeSameAs(held);
        FlapDamping.ResolveIfCalm(held, Settings, Given.At(300 - 1800)).State.ShouldBe(IncidentState.Resolved);
    }

    [Fact]
    public void One_that_stands_is_not_resolved_by_time()
    {
        var standing = Play(Happenings.Of(3)[..^1]).Incidents[^1];

        standing.Flap!.QuietSince.ShouldBeNull();
        FlapDamping.ResolveIfCalm(standing, Settings, Given.At(1_000_000)).ShouldBeSameAs(standing);
    }

    [Theory]
    [InlineData(3599, IncidentState.Open)]
    [InlineData(3600, IncidentState.Resolved)]
    public void One_that_was_active_for_the_whole_period_without_a_break_is_resolved_at_once(int seconds, IncidentState state)
    {
        var findings = Happenings.Of(3);
        findings[^1] = findings[^1] with { At = findings[^2].At.AddSeconds(seconds) };

        Play(findings).Incidents[^1].State.ShouldBe(state);
    }

    [Fact]
    public void While_it_is_quiet_it_is_suppressed_so_that_nothing_is_done_about_it()
    {
        var held = Play(Happenings.Of(3)).Incidents[^1];

        Suppressions.Of(held, new() { At = Given.At(301) }).ShouldHaveSingleItem().Kind.ShouldBe(SuppressionKind.Quiet);
        Suppressions.Of(Play(Happenings.Of(3)[..^1]).Incidents[^1], new() { At = Given.At(301) }).ShouldBeEmpty();
    }

    [Fact]
    public void A_thousand_flaps_make_three_incidents_five_notices_and_short_timelines()
    {
        var (incidents, notices) = Play(Happenings.Of(1000));

        incidents.Count.ShouldBe(3);
        notices.ShouldBe(5, "two incidents that opened and ended, and one that flaps");
        incidents.ShouldAllBe(
            incident => incident.Timeline.Length <= 3 && incident.AppliedFindings.Length <= 32 && incident.Openings.Length <= 3);
    }

    [Fact]
    public void The_own_network_is_not_held() =>
        Play([.. Happenings.Of(5)
            .Select(finding => finding with { Entity = EntityId.Monitor, Condition = ConditionType.MonitorIsolated })]).Incidents.Count
            .ShouldBe(5);

    private static (List<Incident> Incidents, int Notices) Play(Finding[] findings)
    {
        var incidents = new List<Incident>();
        var notices = 0;
        foreach (var finding in findings)
        {
            var latest = incidents.LastOrDefault();
            var step = IncidentLifecycle.Apply(latest, finding, Settings);
            if (step.Change == IncidentChange.Opened) incidents.Add(IncidentNotice.OnOpened(step.Incident!, []));
            else incidents[^1] = step.Incident!;
            if (IncidentNotice.ShouldNotify(latest, incidents[^1], step.Change, false)) notices++;
            IncidentLifecycle.Apply(incidents[^1], finding, Settings).Change.ShouldBe(step.Change, "delivered again");
        }

        return (incidents, notices);
    }
}
