using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// One runbook applied to one incident. The plan is stored with the remediation; the target is read live again at every step.
/// </summary>
/// <param name="RunbookId">The runbook, <see cref="Runbook.Id"/>.</param>
/// <param name="IncidentKey">The incident's key, such as <c>VM_CRASHED:lab/100</c>.</param>
/// <param name="IncidentId">The id of this occurrence of the incident.</param>
/// <param name="Condition">What is wrong.</param>
/// <param name="Action">The action, as far as it was known when the incident opened.</param>
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
    /// When the condition was raised; for a flapping condition, when it was last raised. What happened before was examined at that time and
    /// is no reason against a repair now. Plans of an older version use the time when the incident opened.
    /// </summary>
    [Id(6)]
    public DateTimeOffset BeganAt
    {
        get => field == default ? OpenedAt : field;
        init;
    }

    /// <summary>
    /// The keys of all incidents on this target that the runbook repairs. For example, a guest that crashed and a guest that did not come
    /// back are both started.
    /// </summary>
    public ImmutableArray<string> KeysOnTarget =>
        [.. RunbookCatalog.Find(RunbookId).Conditions
            .Select(condition => $"{condition.ToName()}{IncidentKey[IncidentKey.IndexOf(':')..]}")];
}
