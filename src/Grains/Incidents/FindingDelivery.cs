using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// Delivers findings from an entity's state to incidents and the event feed. Can be repeated after a failure or a restart: the ids of
/// findings make their effects idempotent.
/// </summary>
internal sealed class FindingDelivery(IGrainFactory grains)
{
    public async Task Deliver(IReadOnlyList<Finding> findings)
    {
        // The events of a step are published before the next step, so that a delivery that is repeated publishes every step. Findings
        // without a step are published together with what follows.
        var events = new List<MonitorEvent>();
        foreach (var finding in findings)
        {
            var step = finding.Condition is { } condition
                ? await grains.Incident(IncidentKey.Of(condition, finding.Entity)).Apply(finding)
                : null;
            events.Add(EventComposer.Of(finding, step?.Incident));
            if (step is null) continue;
            if (step is { Incident: { } incident, Change: not IncidentChange.None }) events.Add(Step(finding, incident, step.Change));
            await Publish(events);
        }

        await Publish(events);
    }

    private async Task Publish(List<MonitorEvent> events)
    {
        if (events.Count == 0) return;
        await grains.Feed().Publish([.. events]);
        events.Clear();
    }

    private static MonitorEvent Step(Finding finding, Incident incident, IncidentChange change)
    {
        var once = change is IncidentChange.Opened or IncidentChange.Resolved;
        var notify = IncidentNotice.ShouldNotify(null, incident, change, finding.Counterpart is not null);
        return EventComposer.Of(
            incident, change.ToString().ToLowerInvariant(), EventSource.Monitor, finding.At, finding.Reason, notify,
            once ? null : IncidentLifecycle.IdOf(finding));
    }
}
