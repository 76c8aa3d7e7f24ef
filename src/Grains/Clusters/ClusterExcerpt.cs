using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>A part of a cluster's latest snapshot.</summary>
/// <param name="Guests">The requested guests that the snapshot has.</param>
/// <param name="Nodes">All nodes.</param>
/// <param name="Header">The state of the cluster as a whole.</param>
/// <param name="Access">The privileges of its tokens; null before the first good answer.</param>
[GenerateSerializer, Immutable, Alias("cluster-excerpt")]
public sealed record ClusterExcerpt(
    [property: Id(0)] ImmutableArray<GuestEntry> Guests,
    [property: Id(1)] ImmutableArray<NodeEntry> Nodes,
    [property: Id(2)] ClusterHeader Header,
    [property: Id(3)] AccessReport? Access);
