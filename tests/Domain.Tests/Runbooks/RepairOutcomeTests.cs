using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Tests.Incidents;

namespace OrleansMonitor.Domain.Tests.Runbooks;

public sealed class RepairOutcomeTests
{
    [Theory]
    [InlineData(true, "repair runs", "planned", "dispatching", "dispatched")]
    [InlineData(true, "restarted in 30 seconds", "dispatched", "verified")]
    [InlineData(false, "restarted in 30 seconds", "dispatched", "verified", "resolved")]
    [InlineData(true, "repair proposed", "proposed")]
    [InlineData(true, "repair runs", "proposed", "approved", "dispatched")]
    [InlineData(true, "repair rejected", "proposed", "rejected")]
    [InlineData(true, "repair failed", "dispatched", "failed")]
    [InlineData(true, "needs a person", "failed", "escalated")]
    [InlineData(true, "not repaired", "blocked")]
    [InlineData(true, null, "opened", "dry_run")]
    [InlineData(false, null, "proposed", "resolved")]
    [InlineData(false, null, "blocked", "resolved")]
    [InlineData(false, "repair failed", "dispatched", "failed", "escalated", "resolved")]
    public void The_outcome_is_that_of_the_newest_step_that_still_matters(bool open, string? outcome, params string[] kinds)
    {
        var incident = Recorded.Crash();
        incident = incident with
        {
            State = open ? IncidentState.Open : IncidentState.Resolved,
            Timeline = [.. kinds.Select(kind => new TimelineEntry(incident.OpenedAt.AddSeconds(30), kind, "monitor", "why"))],
        };

        RepairOutcome.Of(incident).ShouldBe(outcome);
    }

    [Fact]
    public void The_repair_of_a_flapping_incident_counts_from_its_latest_raise_and_not_after_the_next()
    {
        var incident = Recorded.Crash();
        incident = incident with
        {
            Flap = new(3, incident.OpenedAt) { CameAt = incident.OpenedAt.AddMinutes(5) },
            Timeline = [new(incident.OpenedAt.AddMinutes(5).AddSeconds(12), "verified", "monitor", "it runs")],
        };

        RepairOutcome.Of(incident).ShouldBe("restarted in 12 seconds");

        var again = incident with { Flap = incident.Flap with { CameAt = incident.OpenedAt.AddMinutes(6) } };
        RepairOutcome.Of(again).ShouldBeNull();
    }

    [Fact]
    public void The_event_of_a_resolved_incident_says_what_was_done()
    {
        var incident = Recorded.Crash();
        incident = incident with { Timeline = [new(incident.OpenedAt.AddSeconds(11), "verified", "monitor", "it runs")] };

        var resolved = EventComposer.Of(incident, "resolved", EventSource.Monitor, Given.Start, "it is running");

        resolved.Message.ShouldBe($"{incident.Title} · restarted in 11 seconds: it is running.");
    }
}
