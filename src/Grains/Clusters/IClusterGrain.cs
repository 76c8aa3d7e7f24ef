using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// One Proxmox cluster: the snapshot of its latest good answer, shared by all readers, and the conditions of the cluster as a whole. Key:
/// its name.
/// </summary>
[Alias("cluster-grain")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>
    /// Reads all nodes, guests and storages, and notifies those whose state changed. The first poll of 100,000 guests takes most of a
    /// minute, later ones milliseconds.
    /// </summary>
    [Alias("poll"), ResponseTimeout("00:10:00")]
    Task Poll();

    /// <summary>Evaluates quorum, and the figures of nodes and storages by the latest snapshot.</summary>
    /// <param name="membership">The answer of <c>/cluster/status</c>; null if it could not be read.</param>
    /// <param name="failure">Why it could not be read.</param>
    [Alias("judge")]
    Task Judge(ClusterMembership? membership, ProbeFailure? failure);

    /// <summary>Evaluates what the routine poll read on its nodes and of its guests' protection.</summary>
    [Alias("inspect")]
    Task Inspect(ClusterInspection inspection);

    /// <summary>
    /// The cluster is no longer watched: takes over the registry, and forgets its state and what its nodes and guests hold in memory. Can
    /// be repeated.
    /// </summary>
    /// <returns>False if it is still watched here, so that nothing was forgotten.</returns>
    [Alias("stop-watching"), ResponseTimeout("00:02:00")]
    Task<bool> StopWatching(ClusterRegistry registry);

    /// <summary>Whether one of the calls above is running. If none is, a call that is still waited for was lost with a silo.</summary>
    [Alias("is-busy"), AlwaysInterleave]
    Task<bool> IsBusy();

    /// <summary>The nodes that are online now.</summary>
    [Alias("online-nodes"), AlwaysInterleave]
    Task<ImmutableArray<string>> OnlineNodes();

    /// <summary>
    /// The result of every rule on the cluster or on one of its nodes, guests or storages, and what affects it. Null if the entity does not
    /// exist.
    /// </summary>
    [Alias("explain"), AlwaysInterleave]
    Task<Explanation?> Explain(EntityId entity);

    /// <summary>The privileges of its tokens and the missing permissions; null before the first good answer.</summary>
    [Alias("access"), AlwaysInterleave]
    Task<AccessReport?> Access();

    /// <summary>A guest in the latest snapshot; null if there is none.</summary>
    [Alias("find-guest"), AlwaysInterleave]
    Task<GuestEntry?> FindGuest(int vmid);

    /// <summary>A node in the latest snapshot; null if there is none.</summary>
    [Alias("find-node"), AlwaysInterleave]
    Task<NodeEntry?> FindNode(string node);

    /// <summary>
    /// The traits of some guests and the nodes in maintenance. Only called by incident boards of the previous version; now the cluster
    /// pushes these.
    /// </summary>
    [Alias("traits"), AlwaysInterleave]
    Task<ClusterTraits> Traits(ImmutableArray<int> vmids);

    /// <summary>
    /// Some guests and all nodes of the latest snapshot, and the state of the cluster as a whole: one call for all repairs that were
    /// refused.
    /// </summary>
    [Alias("excerpt"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<ClusterExcerpt> Excerpt(ImmutableArray<int> vmids);

    /// <summary>The state of the cluster as a whole.</summary>
    [Alias("header"), AlwaysInterleave]
    Task<ClusterHeader> Header();

    /// <summary>
    /// The history of an entity that is not stored yet, as blocks (<see cref="Domain.History.HistoryCodec"/>): up to ten minutes, or more
    /// while the database does not store.
    /// </summary>
    [Alias("recent-history"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<ImmutableArray<byte[]>> RecentHistory(EntityId entity);

    /// <summary>The full snapshot, then changes. Ends if the reader falls too far behind or the grain moves; then call it again.</summary>
    [Alias("follow"), AlwaysInterleave]
    IAsyncEnumerable<ClusterDelta> Follow(CancellationToken cancellation = default);
}
