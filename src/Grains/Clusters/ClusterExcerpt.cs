using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>A part of a cluster's latest snapshot.</summary>
/// <param name="Guests">Those of the guests that were asked for which the snapshot has.</param>
/// <param name="Nodes">All nodes.</param>
/// <param name="Header">How the cluster is as a whole.</param>
/// <param name="Access">What its tokens hold; null before the first good answer.</param>
[GenerateSerializer, Immutable, Alias("cluster-excerpt")]
public sealed record ClusterExcerpt(
    [property: Id(0)] ImmutableArray<GuestEntry> Guests,
    [property: Id(1)] ImmutableArray<NodeEntry> Nodes,
    [property: Id(2)] ClusterHeader Header,
    [property: Id(3)] AccessReport? Access);
