using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules;

/// <summary>What is last known of a node, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("node-state")]
public sealed record NodeState
{
    /// <summary>The last state that was believed.</summary>
    [Id(0)] public required NodeStatus Status { get; init; }

    /// <summary>Since when.</summary>
    [Id(1)] public required DateTimeOffset Since { get; init; }

    /// <summary>What stands on it and its parts, and what is yet to be delivered.</summary>
    [Id(2)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;

    /// <summary>Since when its own API answers again while the other members do not hear it yet; null where that is not so.</summary>
    [Id(3)] public DateTimeOffset? ReturningSince { get; init; }

    /// <summary>Which of its services were seen active.</summary>
    [Id(8)] public ServiceMemory Services { get; init; } = ServiceMemory.Empty;
}
