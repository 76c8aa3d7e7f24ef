using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>A node in a cluster's snapshot.</summary>
/// <param name="Sample">Its row.</param>
/// <param name="SampledAt">When it was taken.</param>
/// <param name="Conditions">What stands on it and its services, storages and certificates.</param>
/// <param name="Pulse">Whether its data moves.</param>
[GenerateSerializer, Immutable, Alias("node-entry")]
public sealed record NodeEntry(
    [property: Id(0)] NodeSample Sample,
    [property: Id(1)] DateTimeOffset SampledAt,
    [property: Id(2)] ImmutableArray<ActiveCondition> Conditions,
    [property: Id(3)] NodePulse Pulse)
{
    /// <summary>The node's state, or unknown where its data does not change: what is read of it is old whatever it says.</summary>
    public NodeStatus Believed => Pulse.Frozen && Sample.Status == NodeStatus.Online ? NodeStatus.Unknown : Sample.Status;
}
