using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>The changes of a cluster since the previous version. The first delta to a follower contains everything.</summary>
/// <param name="Version">Increases by one with each delta of an activation.</param>
/// <param name="Full">True if it contains everything and replaces the reader's data.</param>
/// <param name="Header">The cluster as a whole.</param>
/// <param name="Guests">New and changed guests.</param>
/// <param name="Gone">VMIDs that no longer exist.</param>
/// <param name="Nodes">All nodes; empty before the first poll of an activation.</param>
/// <param name="Storages">All storages; default if unchanged.</param>
[GenerateSerializer, Immutable, Alias("cluster-delta")]
public sealed record ClusterDelta(
    [property: Id(0)] long Version,
    [property: Id(1)] bool Full,
    [property: Id(2)] ClusterHeader Header,
    [property: Id(3)] ImmutableArray<GuestEntry> Guests,
    [property: Id(4)] ImmutableArray<int> Gone,
    [property: Id(5)] ImmutableArray<NodeEntry> Nodes,
    [property: Id(6)] ImmutableArray<StorageSample> Storages);
