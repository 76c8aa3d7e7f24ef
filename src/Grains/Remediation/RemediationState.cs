using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// What a cluster's repairs store besides their journals: written when a repair begins or ends, and when a storm changes.
/// </summary>
[GenerateSerializer, Immutable, Alias("remediation-state")]
internal sealed record RemediationState
{
    public static RemediationState Empty { get; } = new();

    /// <summary>
    /// Incidents whose repairs are in flight, even if they are resolved. It is written as a whole, so it is kept small. From an older
    /// version, all incidents with a journal.
    /// </summary>
    [Id(0)] public ImmutableArray<RemediationPlan> Known { get; init; } = [];

    /// <summary>The present storm, if any.</summary>
    [Id(1)] public StormState Storm { get; init; } = StormState.Calm;

    /// <summary>The storm's parent incident.</summary>
    [Id(2)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;
}
