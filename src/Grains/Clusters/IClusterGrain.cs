using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// One Proxmox cluster: the snapshot that its latest good answer made, shared by all readers, and what stands on the cluster as a
/// whole. Key: its name.
/// </summary>
[Alias("cluster-grain")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>
    /// Reads all nodes, guests and storages, and tells those whose state moved. The first sight of 100,000 guests takes most of a minute
    /// where others take milliseconds.
    /// </summary>
    [Alias("poll"), ResponseTimeout("00:10:00")]
    Task Poll();

    /// <summary>Judges quorum and the figures of nodes and storages by the latest snapshot.</summary>
    /// <param name="membership">What <c>/cluster/status</c> said; null where it could not be read.</param>
    /// <param name="failure">Why it could not be read.</param>
    [Alias("judge")]
    Task Judge(ClusterMembership? membership, ProbeFailure? failure);

    /// <summary>Takes in what the routine poll saw on its nodes and of its guests' protection.</summary>
    [Alias("inspect")]
    Task Inspect(ClusterInspection inspection);

    /// <summary>
    /// Whether one of the calls above is being worked on. Who waits for one while none is knows that it was lost with a silo.
    /// </summary>
    [Alias("is-busy"), AlwaysInterleave]
    Task<bool> IsBusy();

    /// <summary>The nodes that are online now.</summary>
    [Alias("online-nodes"), AlwaysInterleave]
    Task<ImmutableArray<string>> OnlineNodes();

    /// <summary>
    /// Every rule on the cluster, one of its nodes, guests or storages: what it came to and what bears on it. Null where there is no such
    /// thing.
    /// </summary>
    [Alias("explain"), AlwaysInterleave]
    Task<Explanation?> Explain(EntityId entity);

    /// <summary>What its tokens hold and what cannot be seen or done because of that; null before the first good answer.</summary>
    [Alias("access"), AlwaysInterleave]
    Task<AccessReport?> Access();

    /// <summary>A guest as the latest answer has it; null where it lacks it or none came yet.</summary>
    [Alias("find-guest"), AlwaysInterleave]
    Task<GuestEntry?> FindGuest(int vmid);

    /// <summary>A node as the latest answer has it; null where it lacks it or none came yet.</summary>
    [Alias("find-node"), AlwaysInterleave]
    Task<NodeEntry?> FindNode(string node);

    /// <summary>
    /// What the latest answer said of some guests and of nodes in maintenance, as boards of the version before ask for it; now it is told
    /// to them.
    /// </summary>
    [Alias("traits"), AlwaysInterleave]
    Task<ClusterTraits> Traits(ImmutableArray<int> vmids);

    /// <summary>
    /// What the latest answer said of some guests and of all nodes, and how the cluster is as a whole: one question for all repairs that
    /// are held up.
    /// </summary>
    [Alias("excerpt"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<ClusterExcerpt> Excerpt(ImmutableArray<int> vmids);

    /// <summary>How the cluster is as a whole.</summary>
    [Alias("header"), AlwaysInterleave]
    Task<ClusterHeader> Header();

    /// <summary>Everything, then what moves; ends when the reader falls too far behind or the activation goes, to be begun again.</summary>
    [Alias("follow"), AlwaysInterleave]
    IAsyncEnumerable<ClusterDelta> Follow(CancellationToken cancellation = default);
}
