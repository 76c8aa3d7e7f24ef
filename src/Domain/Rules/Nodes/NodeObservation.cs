using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>What is seen of a node.</summary>
/// <param name="Status">What the answering member's row says.</param>
/// <param name="Frozen">Whether its data does not change; null where it is not known yet.</param>
/// <param name="Answers">Whether its own API answers; null where it was not asked.</param>
public readonly record struct NodeObservation(NodeStatus Status, bool? Frozen, bool? Answers)
{
    /// <summary>
    /// Why the member that speaks is not believed about those that it does not hear; null where it is (<see cref="PartitionView"/>).
    /// </summary>
    public string? Doubt { get; init; }

    /// <summary>
    /// Whether members that have quorum hear it though its row says nothing, since it publishes nothing yet; null where nobody asked.
    /// </summary>
    public bool? Heard { get; init; }

    /// <summary>Why it left or began anew; null where nobody looked.</summary>
    public NodeDeparture? Departure { get; init; }

    /// <summary>Its pulse, for its pace and when it began anew.</summary>
    public NodePulse Pulse { get; init; }

    /// <summary>Proxmox HA's state of it (api-facts §4); null where there is none.</summary>
    public string? HaState { get; init; }
}

/// <summary>What a row of a node came to.</summary>
/// <param name="State">What is last known now.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record NodeVerdict(NodeState State, string Reason)
{
    /// <summary>What each rule on the node's state said.</summary>
    public ImmutableArray<Assessment> Assessments { get; init; } = [];
}
