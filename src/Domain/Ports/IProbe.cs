using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// Reads Proxmox, and only reads. Every call fails over between the cluster's endpoints, has its own time-out and answers a
/// <see cref="ProbeResult{T}"/> instead of throwing; only cancellation throws.
/// </summary>
public interface IProbe
{
    /// <summary>
    /// <c>GET /cluster/resources</c>: every node, guest and storage, row by row into <paramref name="sink"/>; the result counts rows.
    /// </summary>
    Task<ProbeResult<int>> ReadResourcesAsync(ClusterName cluster, IResourceSink sink, CancellationToken cancellation);

    /// <summary><c>GET /cluster/status</c>: quorum and members. Needs Sys.Audit on <c>/</c>.</summary>
    Task<ProbeResult<ClusterMembership>> ReadMembershipAsync(ClusterName cluster, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/{qemu|lxc}/{vmid}/status/current</c>: the guest at this moment.</summary>
    Task<ProbeResult<GuestLive>> ReadGuestAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation);

    /// <summary>
    /// All VMs or all containers of a node that the token may see, as the node knows them at this moment: one question for all of them.
    /// </summary>
    Task<ProbeResult<ImmutableDictionary<int, GuestLive>>> ReadGuestsAsync(NodeId node, GuestKind kind, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/services</c>.</summary>
    Task<ProbeResult<ImmutableArray<ServiceSample>>> ReadServicesAsync(NodeId node, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /nodes/{node}/storage</c>: its storages, live, those that are switched off or kept to other nodes marked; hangs with a hung
    /// mount (api-facts §8).
    /// </summary>
    Task<ProbeResult<ImmutableArray<StorageSample>>> ReadStoragesAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/certificates/info</c>.</summary>
    Task<ProbeResult<ImmutableArray<CertificateSample>>> ReadCertificatesAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/replication</c>: jobs of guests that are on this node now.</summary>
    Task<ProbeResult<ImmutableArray<ReplicationSample>>> ReadReplicationAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/tasks</c>, finished and running, newest first.</summary>
    Task<ProbeResult<ImmutableArray<PveTask>>> ReadTasksAsync(NodeId node, TaskQuery query, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /cluster/tasks</c>: the newest tasks of every node, at most 25 each, those of a node that is away too (api-facts §2). Needs
    /// Sys.Audit on
    /// <c>/</c>: without it the answer is empty.
    /// </summary>
    Task<ProbeResult<ImmutableArray<PveTask>>> ReadClusterTasksAsync(ClusterName cluster, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /nodes/{node}/tasks/{upid}/log</c>, from its first line on, the first 10,000 at most (api-facts §6). Needs Sys.Audit on the
    /// node, unless it is the token's own task.
    /// </summary>
    /// <param name="node">The node that ran it.</param>
    /// <param name="upid">The task.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task<ProbeResult<TaskLog>> ReadTaskLogAsync(NodeId node, string upid, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/status</c>: its memory at this moment (api-facts §8). Needs Sys.Audit on the node.</summary>
    Task<ProbeResult<NodeMemory>> ReadNodeMemoryAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/time</c>: the node's clock, whole seconds.</summary>
    Task<ProbeResult<DateTimeOffset>> ReadClockAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/{qemu|lxc}/{vmid}/config</c>.</summary>
    Task<ProbeResult<GuestConfig>> ReadGuestConfigAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /nodes/{node}/journal</c>: lines since an instant of the node's clock, the newest 2000 at most. Needs Sys.Syslog on the node.
    /// </summary>
    Task<ProbeResult<ImmutableArray<string>>> ReadJournalAsync(NodeId node, DateTimeOffset since, CancellationToken cancellation);

    /// <summary><c>GET /cluster/backup-info/not-backed-up</c>: VMIDs that are in no backup job. Needs Sys.Audit on <c>/</c>.</summary>
    Task<ProbeResult<ImmutableArray<int>>> ReadNotBackedUpAsync(ClusterName cluster, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /access/permissions</c>, asked with the token in question: what it holds in effect (api-facts §8). The only read that ever
    /// uses the token that acts.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="token">The token.</param>
    /// <param name="path">One path to ask about by itself, which a list may leave out (<see cref="EffectivePrivileges"/>); null for the
    /// list.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<ProbeResult<EffectivePrivileges>> ReadPrivilegesAsync(
        ClusterName cluster, TokenRole token, string? path, CancellationToken cancellation);

    /// <summary>The id of a cluster's token, <c>USER@REALM!ID</c>; null where none is configured.</summary>
    string? TokenIdOf(ClusterName cluster, TokenRole token);

    /// <summary>
    /// Asks a node itself whether its API answers anything at all: at its own address and the port of the cluster's endpoints, and at the
    /// endpoint that is this node, since the cluster's own network may be out of the monitor's reach. True where it does, whatever it says;
    /// false where nothing answers; null where there is no address to ask. Waits 3 s at most.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="address">Its address in the cluster (<see cref="ClusterMember.Address"/>); null where not known.</param>
    /// <param name="cancellation">Ends the asking.</param>
    Task<bool?> PingAsync(NodeId node, string? address, CancellationToken cancellation);

    /// <summary>Requests sent to the cluster in the last minute, retries included.</summary>
    int RequestsInLastMinute(ClusterName cluster);
}

/// <summary>Which PVE tasks to read.</summary>
/// <param name="Since">Only tasks that began at or after this instant, by the node's clock; null for all.</param>
/// <param name="Type">Only this type, such as <c>vzdump</c>; null for all.</param>
/// <param name="Vmid">Only tasks about this guest; null for all.</param>
/// <param name="Limit">At most this many, 1 to 1000.</param>
public sealed record TaskQuery(DateTimeOffset? Since = null, string? Type = null, int? Vmid = null, int Limit = 100);
