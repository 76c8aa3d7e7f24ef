using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Adds remediation steps to an incident's timeline. Pure and idempotent.</summary>
public static class IncidentStory
{
    /// <summary>
    /// Adds entries in order of time, and sets the state by whether a repair runs. Returns the incident itself if nothing changes.
    /// </summary>
    /// <param name="incident">The incident; a resolved one stays resolved.</param>
    /// <param name="entries">The new entries.</param>
    /// <param name="mitigating">Whether a repair runs; null keeps the state.</param>
    public static Incident Append(Incident incident, ImmutableArray<TimelineEntry> entries, bool? mitigating)
    {
        var fresh = entries.Where(entry => !incident.Timeline.Contains(entry)).ToList();
        var state = (incident.IsOpen, mitigating) switch
        {
            (false, _) or (_, null) => incident.State,
            (_, true) => IncidentState.Mitigating,
            _ => IsSettled(incident.Timeline.Concat(fresh)) ? IncidentState.Acknowledged : IncidentState.Open,
        };
        if (fresh.Count == 0 && state == incident.State) return incident;
        var timeline = fresh.Count == 0 ? incident.Timeline : [.. incident.Timeline.Concat(fresh).OrderBy(entry => entry.At)];
        return incident with { State = state, Timeline = timeline };
    }

    // A repair that gives up asks for a person anew, whoever acknowledged before.
    private static bool IsSettled(IEnumerable<TimelineEntry> timeline) =>
        timeline.Where(entry => entry.Kind is "acknowledged" or "escalated" or "unknown").OrderBy(entry => entry.At).LastOrDefault()
            is { Kind: "acknowledged" };
}
