using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>An observation of a node.</summary>
/// <param name="Status">The state in the answering member's row.</param>
/// <param name="Frozen">Whether its data is frozen; null if not known yet.</param>
/// <param name="Answers">Whether its own API answers; null if it was not checked.</param>
public readonly record struct NodeObservation(NodeStatus Status, bool? Frozen, bool? Answers)
{
    /// <summary>Why the answering member's view of offline members is not trusted; null if it is (<see cref="PartitionView"/>).</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether members with quorum reach it although its row has no status yet; null if it was not checked.</summary>
    public bool? ReachedByMembers { get; init; }

    /// <summary>Why it went offline or rebooted; null if not investigated.</summary>
    public NodeDeparture? Departure { get; init; }

    /// <summary>Its pulse, with its pace and last reboot.</summary>
    public NodePulse Pulse { get; init; }

    /// <summary>Its Proxmox HA state (api-facts §4); null if there is none.</summary>
    public string? HaState { get; init; }
}

/// <summary>The result of an observation of a node.</summary>
/// <param name="State">The new state.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record NodeVerdict(NodeState State, string Reason)
{
    /// <summary>The assessment of each rule on the node's state.</summary>
    public ImmutableArray<Assessment> Assessments { get; init; } = [];
}
