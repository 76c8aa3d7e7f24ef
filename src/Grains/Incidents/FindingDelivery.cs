using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// Carries findings from an entity's state to incidents and the feed. May be called again with the same findings after a failure
/// or a restart: everything behind it knows their ids.
/// </summary>
internal sealed class FindingDelivery(IGrainFactory grains)
{
    public async Task Deliver(IReadOnlyList<Finding> findings)
    {
        // What a step of an incident is told by is published before the next step: a delivery that breaks off and is repeated then tells
        // every step. Mere changes take no step and go with what follows.
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
