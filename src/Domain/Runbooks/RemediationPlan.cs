using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>One runbook applied to one incident. Kept with the remediation; what is done is re-read live at every step.</summary>
/// <param name="RunbookId">The runbook, <see cref="Runbook.Id"/>.</param>
/// <param name="IncidentKey">The incident's key, such as <c>VM_CRASHED:lab/100</c>.</param>
/// <param name="IncidentId">This occurrence of it.</param>
/// <param name="Condition">What is wrong.</param>
/// <param name="Action">What is to be done, as far as known when the incident opened.</param>
/// <param name="OpenedAt">When the incident opened.</param>
[GenerateSerializer, Immutable, Alias("remediation-plan")]
public sealed record RemediationPlan(
    [property: Id(0)] string RunbookId,
    [property: Id(1)] string IncidentKey,
    [property: Id(2)] string IncidentId,
    [property: Id(3)] ConditionType Condition,
    [property: Id(4)] RunbookAction Action,
    [property: Id(5)] DateTimeOffset OpenedAt)
{
    /// <summary>
    /// When its condition came, the last time where it flaps: what happened before was looked into then, and is no reason against a repair
    /// now. In plans of an older version, when the incident opened.
    /// </summary>
    [Id(6)]
    public DateTimeOffset BeganAt
    {
        get => field == default ? OpenedAt : field;
        init;
    }

    /// <summary>
    /// The keys of all incidents that its runbook answers on this target: a guest that crashed and one that did not come back are started
    /// alike.
    /// </summary>
    public ImmutableArray<string> KeysOnTarget =>
        [.. RunbookCatalog.Find(RunbookId).Conditions
            .Select(condition => $"{condition.ToName()}{IncidentKey[IncidentKey.IndexOf(':')..]}")];
}
