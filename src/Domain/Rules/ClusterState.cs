namespace OrleansMonitor.Domain.Rules;

/// <summary>What stands on a cluster as a whole and its shared storages, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("cluster-state")]
public sealed record ClusterState
{
    /// <summary>What stands, and what is yet to be delivered.</summary>
    [Id(0)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;
}
