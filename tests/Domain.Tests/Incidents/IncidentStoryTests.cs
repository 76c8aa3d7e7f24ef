using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class IncidentStoryTests
{
    [Theory]
    [InlineData(IncidentState.Open, "escalated")]
    [InlineData(IncidentState.Acknowledged, "acknowledged", "verified")]
    [InlineData(IncidentState.Open, "acknowledged", "failed", "escalated")]
    [InlineData(IncidentState.Open, "acknowledged", "unknown")]
    [InlineData(IncidentState.Acknowledged, "escalated", "acknowledged", "withdrawn")]
    public void After_a_repair_it_is_acknowledged_only_if_somebody_did_since_the_monitor_last_asked_for_a_person(
        IncidentState state, params string[] kinds)
    {
        var repaired = new Incident
        {
            Id = "a",
            Key = "VM_CRASHED:lab/100",
            Entity = EntityId.Of(Given.Guest),
            Condition = ConditionType.VmCrashed,
            Severity = Severity.Critical,
            State = IncidentState.Mitigating,
            OpenedAt = Given.At(0),
            Title = "a title",
            Cause = "a cause",
        };

        IncidentStory.Append(repaired, [.. kinds.Select((kind, at) => new TimelineEntry(Given.At(at), kind, "monitor", kind))], false)
            .State.ShouldBe(state);
    }
}
