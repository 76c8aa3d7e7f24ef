using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>What moved in a cluster since the version before; the first one to a follower is everything.</summary>
/// <param name="Version">Grows by one with each delta of an activation.</param>
/// <param name="Full">True where this is everything and what a reader had is void.</param>
/// <param name="Header">The cluster as a whole.</param>
/// <param name="Guests">Guests that are new or moved.</param>
/// <param name="Gone">VMIDs that are no more.</param>
/// <param name="Nodes">All nodes; none before the first poll of an activation, whatever was seen by another.</param>
/// <param name="Storages">All storages; default where they did not move.</param>
[GenerateSerializer, Immutable, Alias("cluster-delta")]
public sealed record ClusterDelta(
    [property: Id(0)] long Version,
    [property: Id(1)] bool Full,
    [property: Id(2)] ClusterHeader Header,
    [property: Id(3)] ImmutableArray<GuestEntry> Guests,
    [property: Id(4)] ImmutableArray<int> Gone,
    [property: Id(5)] ImmutableArray<NodeEntry> Nodes,
    [property: Id(6)] ImmutableArray<StorageSample> Storages);
