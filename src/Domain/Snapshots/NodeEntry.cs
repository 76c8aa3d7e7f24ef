using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>A node in a cluster's snapshot.</summary>
/// <param name="Sample">Its row.</param>
/// <param name="SampledAt">When the row was read.</param>
/// <param name="Conditions">Active conditions of the node, its services, storages and certificates.</param>
/// <param name="Pulse">Whether its data changes.</param>
[GenerateSerializer, Immutable, Alias("node-entry")]
public sealed record NodeEntry(
    [property: Id(0)] NodeSample Sample,
    [property: Id(1)] DateTimeOffset SampledAt,
    [property: Id(2)] ImmutableArray<ActiveCondition> Conditions,
    [property: Id(3)] NodePulse Pulse)
{
    /// <summary>The node's state, or unknown if its data is frozen and therefore old.</summary>
    public NodeStatus Believed => Pulse.Frozen && Sample.Status == NodeStatus.Online ? NodeStatus.Unknown : Sample.Status;
}
