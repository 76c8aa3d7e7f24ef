using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>All incidents of one key, of which at most one is open. Key: <c>VM_CRASHED:lab/100</c>.</summary>
[Alias("incident-grain")]
public interface IIncidentGrain : IGrainWithStringKey
{
    /// <summary>Applies the begin, end or change of severity of a condition. The result is stored and audited when this returns.</summary>
    [Alias("take")]
    Task<IncidentStep> Apply(Finding finding);

    /// <summary>Applies what suppresses an open incident now, and resolves a flapping one that became calm.</summary>
    /// <param name="incidentId">The incident's id; the key may have had several incidents.</param>
    /// <param name="suppressions">What suppresses it.</param>
    [Alias("weigh")]
    Task ApplySuppression(string incidentId, ImmutableArray<Suppression> suppressions);

    /// <summary>
    /// Its cluster is no longer watched: resolves an open incident with that reason, also one that flaps. Can be repeated.
    /// </summary>
    /// <param name="reason">Why, as text.</param>
    [Alias("end-watch")]
    Task EndWatch(string reason);

    /// <summary>The newest incident of the key; null if there never was one.</summary>
    [Alias("latest")]
    Task<Incident?> Latest();

    /// <summary>A person acknowledges the incident.</summary>
    /// <param name="incidentId">The incident's id; the key may have had several incidents.</param>
    /// <param name="actor">Who requested it.</param>
    /// <param name="comment">Their comment, or null.</param>
    /// <returns>The incident as it is now; null if the key has no such incident.</returns>
    [Alias("acknowledge")]
    Task<Incident?> Acknowledge(string incidentId, string actor, string? comment);

    /// <summary>Adds what a repair did to the timeline of an incident, open or past. Known entries are not added again.</summary>
    /// <param name="incidentId">The incident's id; the key may have had several incidents.</param>
    /// <param name="entries">What happened, oldest first.</param>
    /// <param name="mitigating">Whether a repair runs now; null leaves the state as it is.</param>
    [Alias("record")]
    Task Record(string incidentId, ImmutableArray<TimelineEntry> entries, bool? mitigating);
}
