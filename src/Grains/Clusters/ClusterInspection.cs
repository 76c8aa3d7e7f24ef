using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What a routine poll of a cluster saw; a part that could not be read is null and changes nothing.</summary>
/// <param name="At">When.</param>
/// <param name="Nodes">By node.</param>
/// <param name="Replication">The replication jobs that the nodes told of.</param>
/// <param name="Backups">The backup tasks that the nodes told of.</param>
/// <param name="NotBackedUp">Guests in no backup job.</param>
[GenerateSerializer, Immutable, Alias("cluster-inspection")]
public sealed record ClusterInspection(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableDictionary<string, NodeInspection> Nodes,
    [property: Id(2)] ImmutableArray<ReplicationSample> Replication,
    [property: Id(3)] ImmutableArray<PveTask> Backups,
    [property: Id(4)] ImmutableArray<int>? NotBackedUp)
{
    /// <summary>Why guests in no backup job could not be read; null where they were, or were not asked for.</summary>
    [Id(5)] public string? NotBackedUpFailure { get; init; }
}
