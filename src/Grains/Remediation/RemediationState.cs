using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// What a cluster's remediations need beside their journals, written when an incident comes, when it is over, and when a storm moves.
/// </summary>
[GenerateSerializer, Immutable, Alias("remediation-state")]
internal sealed record RemediationState
{
    public static RemediationState Empty { get; } = new();

    /// <summary>
    /// Incidents whose repairs are under way, looked at even where they are resolved. Kept small: it is written whole. Those of an older
    /// version are all that something was written about.
    /// </summary>
    [Id(0)] public ImmutableArray<RemediationPlan> Known { get; init; } = [];

    /// <summary>Whether many things fail at once.</summary>
    [Id(1)] public StormState Storm { get; init; } = StormState.Calm;

    /// <summary>The storm's parent incident.</summary>
    [Id(2)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;
}
