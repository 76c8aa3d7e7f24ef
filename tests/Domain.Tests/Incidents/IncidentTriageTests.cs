using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class IncidentTriageTests
{
    [Theory]
    [InlineData(PersonNeed.Acknowledgement, "opened")]
    [InlineData(PersonNeed.Acknowledgement, "blocked")]
    [InlineData(PersonNeed.Decision, "proposed")]
    [InlineData(PersonNeed.Decision, "proposed", "acknowledged")]
    [InlineData(PersonNeed.Decision, "proposed", "blocked")]
    [InlineData(PersonNeed.Decision, "proposed", "rejected", "proposed")]
    [InlineData(PersonNeed.Acknowledgement, "proposed", "approved")]
    [InlineData(PersonNeed.Acknowledgement, "proposed", "approved", "dispatched")]
    [InlineData(PersonNeed.Acknowledgement, "proposed", "rejected")]
    [InlineData(PersonNeed.Acknowledgement, "proposed", "withdrawn")]
    [InlineData(PersonNeed.Acknowledgement, "proposed", "dry_run")]
    [InlineData(PersonNeed.Acknowledgement, "proposed", "failed", "escalated")]
    public void An_open_incident_needs_a_decision_on_its_proposal_or_an_acknowledgement(PersonNeed need, params string[] kinds) =>
        With(kinds).Need().ShouldBe(need);

    [Fact]
    public void Nobody_is_needed_for_what_somebody_or_something_takes_care_of()
    {
        var crash = Recorded.Crash();
        (crash with { State = IncidentState.Acknowledged }).Need().ShouldBe(PersonNeed.Nothing);
        (crash with { State = IncidentState.Mitigating }).Need().ShouldBe(PersonNeed.Nothing);
        (crash with { Severity = Severity.Info }).Need().ShouldBe(PersonNeed.Nothing);
        (crash with { Suppressions = [new(SuppressionKind.Maintenance, "night")] }).Need().ShouldBe(PersonNeed.Nothing);
        (With("proposed") with { State = IncidentState.Resolved }).Need().ShouldBe(PersonNeed.Nothing);
        (With("proposed") with { State = IncidentState.Acknowledged }).Need().ShouldBe(PersonNeed.Decision);
    }

    [Fact]
    public void A_suspended_repair_and_a_condition_that_is_gone_wait_for_nobody()
    {
        var proposed = With("proposed");
        (proposed with { Suppressions = [new(SuppressionKind.Parent, "node down")] }).Need().ShouldBe(PersonNeed.Nothing);
        (proposed with { Suppressions = [new(SuppressionKind.Level, "level 4")] }).Need().ShouldBe(PersonNeed.Decision);
        (proposed with { Flap = new(3, proposed.OpenedAt) { CameAt = proposed.OpenedAt, QuietSince = Given.At(60) } })
            .Need().ShouldBe(PersonNeed.Nothing);
        (proposed with { Flap = new(3, proposed.OpenedAt) { CameAt = Given.At(60) } }).Need().ShouldBe(PersonNeed.Acknowledgement);
    }

    [Fact]
    public void The_worst_comes_first_then_what_waits_for_a_person_then_the_newest()
    {
        Incident[] all =
        [
            Named("warning", Severity.Warning, 9), Named("done", Severity.Critical, 8) with { State = IncidentState.Acknowledged },
            Named("older", Severity.Critical, 1), Named("newer", Severity.Critical, 2),
            Named("asks", Severity.Critical, 0) with { Timeline = With("proposed").Timeline },
        ];

        IncidentTriage.MostImportantFirst(all).Select(incident => incident.Id).ShouldBe(["asks", "newer", "older", "done", "warning"]);
    }

    private static Incident Named(string id, Severity severity, double openedAt) =>
        Recorded.Of(ConditionType.VmCrashed, Recorded.Vm, openedAt: openedAt) with { Id = id, Severity = severity };

    private static Incident With(params string[] kinds)
    {
        var crash = Recorded.Crash();
        var at = crash.OpenedAt.AddSeconds(30);
        return crash with { Timeline = [.. kinds.Select(kind => new TimelineEntry(at, kind, "monitor", "why"))] };
    }
}
