using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>All incidents of one key, of which at most one is open. Key: <c>VM_CRASHED:lab/100</c>.</summary>
[Alias("incident-grain")]
public interface IIncidentGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a condition's begin, end or change of severity in: opens, resolves or leaves be; stored and audited when it returns.
    /// </summary>
    [Alias("take")]
    Task<IncidentStep> Apply(Finding finding);

    /// <summary>
    /// Gives an open incident what suppresses it now: suppresses, releases or leaves it be, and resolves a flapping one that became calm.
    /// </summary>
    /// <param name="incidentId">Which one of the key.</param>
    /// <param name="suppressions">What suppresses it.</param>
    [Alias("weigh")]
    Task ApplySuppression(string incidentId, ImmutableArray<Suppression> suppressions);

    /// <summary>The newest incident of the key; null where there never was one.</summary>
    [Alias("latest")]
    Task<Incident?> Latest();

    /// <summary>A person has looked at the incident.</summary>
    /// <param name="incidentId">Which one of the key.</param>
    /// <param name="actor">Who.</param>
    /// <param name="comment">What they say to it, or null.</param>
    /// <returns>The incident as it is now; null where the key has no such one.</returns>
    [Alias("acknowledge")]
    Task<Incident?> Acknowledge(string incidentId, string actor, string? comment);

    /// <summary>Adds what a remediation did to the story of an incident, open or past; what is in it already is not added again.</summary>
    /// <param name="incidentId">Which one of the key.</param>
    /// <param name="entries">What happened, oldest first.</param>
    /// <param name="mitigating">Whether a repair runs now; null leaves the state as it is.</param>
    [Alias("record")]
    Task Record(string incidentId, ImmutableArray<TimelineEntry> entries, bool? mitigating);
}
