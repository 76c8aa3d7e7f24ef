using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>How remediations write into an incident's story. Pure; the same entry is taken in once.</summary>
public static class IncidentStory
{
    /// <summary>
    /// The incident with further entries, in the order of their times, and with its state while a repair runs or no longer runs. Answers
    /// the incident itself where nothing is new.
    /// </summary>
    /// <param name="incident">Open or resolved; a resolved one stays so.</param>
    /// <param name="entries">What happened.</param>
    /// <param name="mitigating">Whether a repair runs; null leaves the state as it is.</param>
    public static Incident Append(Incident incident, ImmutableArray<TimelineEntry> entries, bool? mitigating)
    {
        var fresh = entries.Where(entry => !incident.Timeline.Contains(entry)).ToList();
        var state = (incident.IsOpen, mitigating) switch
        {
            (false, _) or (_, null) => incident.State,
            (_, true) => IncidentState.Mitigating,
            _ => incident.Timeline.Any(entry => entry.Kind == "acknowledged") ? IncidentState.Acknowledged : IncidentState.Open,
        };
        if (fresh.Count == 0 && state == incident.State) return incident;
        var timeline = fresh.Count == 0 ? incident.Timeline : [.. incident.Timeline.Concat(fresh).OrderBy(entry => entry.At)];
        return incident with { State = state, Timeline = timeline };
    }
}
