using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// Reads Proxmox; never changes it. Every call fails over between the cluster's endpoints, has its own time-out and returns a
/// <see cref="ProbeResult{T}"/> instead of throwing; only cancellation throws.
/// </summary>
public interface IProbe
{
    /// <summary>
    /// <c>GET /cluster/resources</c>: every node, guest and storage, row by row into <paramref name="sink"/>. The result is the number of
    /// rows.
    /// </summary>
    Task<ProbeResult<int>> ReadResourcesAsync(ClusterName cluster, IResourceSink sink, CancellationToken cancellation);

    /// <summary>
    /// Reads from other endpoints before this one, because the member behind it seems to be cut off. In force until the member reports its
    /// quorum.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="endpoint">The endpoint, as in <see cref="ProbeResult{T}.Endpoint"/>.</param>
    /// <param name="member">The member behind it; null if not known.</param>
    void Avoid(ClusterName cluster, string endpoint, string? member);

    /// <summary><c>GET /cluster/status</c>: quorum and members. Needs Sys.Audit on <c>/</c>.</summary>
    Task<ProbeResult<ClusterMembership>> ReadMembershipAsync(ClusterName cluster, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/{qemu|lxc}/{vmid}/status/current</c>: the live status of a guest.</summary>
    Task<ProbeResult<GuestLive>> ReadGuestAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation);

    /// <summary>The live status of all visible VMs or all visible containers of a node, in one request.</summary>
    Task<ProbeResult<ImmutableDictionary<int, GuestLive>>> ReadGuestsAsync(NodeId node, GuestKind kind, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/services</c>.</summary>
    Task<ProbeResult<ImmutableArray<ServiceSample>>> ReadServicesAsync(NodeId node, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /nodes/{node}/storage</c>: its live storages, including disabled and unassigned ones, which are marked. Hangs with a hung
    /// mount (api-facts §8).
    /// </summary>
    Task<ProbeResult<ImmutableArray<StorageSample>>> ReadStoragesAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/certificates/info</c>.</summary>
    Task<ProbeResult<ImmutableArray<CertificateSample>>> ReadCertificatesAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/replication</c>: jobs of guests that are currently on the node.</summary>
    Task<ProbeResult<ImmutableArray<ReplicationSample>>> ReadReplicationAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/tasks</c>, finished and running, newest first.</summary>
    Task<ProbeResult<ImmutableArray<PveTask>>> ReadTasksAsync(NodeId node, TaskQuery query, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /cluster/tasks</c>: the newest tasks of every node, at most 25 each, including offline nodes (api-facts §2). Needs Sys.Audit
    /// on <c>/</c>; without it the answer is empty.
    /// </summary>
    Task<ProbeResult<ImmutableArray<PveTask>>> ReadClusterTasksAsync(ClusterName cluster, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /nodes/{node}/tasks/{upid}/log</c>, from the first line, at most 10,000 lines (api-facts §6). Needs Sys.Audit on the node,
    /// except for the token's own tasks.
    /// </summary>
    /// <param name="node">The node that ran it.</param>
    /// <param name="upid">The task.</param>
    /// <param name="cancellation">Cancels the call.</param>
    Task<ProbeResult<TaskLog>> ReadTaskLogAsync(NodeId node, string upid, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/status</c>: its current memory (api-facts §8). Needs Sys.Audit on the node.</summary>
    Task<ProbeResult<NodeMemory>> ReadNodeMemoryAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/time</c>: the node's clock, in whole seconds.</summary>
    Task<ProbeResult<DateTimeOffset>> ReadClockAsync(NodeId node, CancellationToken cancellation);

    /// <summary><c>GET /nodes/{node}/{qemu|lxc}/{vmid}/config</c>.</summary>
    Task<ProbeResult<GuestConfig>> ReadGuestConfigAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /nodes/{node}/journal</c>: lines since an instant of the node's clock, at most the newest 2000. Needs Sys.Syslog on the node.
    /// </summary>
    Task<ProbeResult<ImmutableArray<string>>> ReadJournalAsync(NodeId node, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /cluster/metrics/export?history=1</c>: Proxmox' own records of the last half hour, every 10 s, since pve-manager 8.2.5. Needs
    /// Sys.Audit on <c>/</c>.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="since">Only records after this instant.</param>
    /// <param name="cancellation">Cancels the call.</param>
    Task<ProbeResult<ImmutableArray<MetricRecord>>> ReadMetricsAsync(
        ClusterName cluster, DateTimeOffset since, CancellationToken cancellation);

    /// <summary><c>GET /cluster/backup-info/not-backed-up</c>: VMIDs in no backup job. Needs Sys.Audit on <c>/</c>.</summary>
    Task<ProbeResult<ImmutableArray<int>>> ReadNotBackedUpAsync(ClusterName cluster, CancellationToken cancellation);

    /// <summary>
    /// <c>GET /access/permissions</c>, sent with the given token: its effective privileges (api-facts §8). The only read that uses the act
    /// token.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="token">The token.</param>
    /// <param name="path">A single path, which the list may omit (<see cref="EffectivePrivileges"/>); null for the list.</param>
    /// <param name="cancellation">Cancels the call.</param>
    Task<ProbeResult<EffectivePrivileges>> ReadPrivilegesAsync(
        ClusterName cluster, TokenRole token, string? path, CancellationToken cancellation);

    /// <summary>The id of a cluster's token, <c>USER@REALM!ID</c>; null if none is configured.</summary>
    string? TokenIdOf(ClusterName cluster, TokenRole token);

    /// <summary>
    /// How a node reacts at its address with the port of the cluster's endpoints, and at its own endpoint, because the monitor may not
    /// reach the cluster's network. Null if there is no address. Waits at most 3 s, and 2 s for a connection.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="address">Its address in the cluster (<see cref="ClusterMember.Address"/>); null if not known.</param>
    /// <param name="cancellation">Cancels the call.</param>
    Task<NodeReaction?> PingAsync(NodeId node, string? address, CancellationToken cancellation);

    /// <summary>Number of requests to the cluster in the last minute, including retries.</summary>
    int RequestsInLastMinute(ClusterName cluster);
}

/// <summary>Filter for PVE tasks.</summary>
/// <param name="Since">Only tasks that began at or after this instant, by the node's clock; null for all.</param>
/// <param name="Type">Only this type, such as <c>vzdump</c>; null for all.</param>
/// <param name="Vmid">Only tasks about this guest; null for all.</param>
/// <param name="Limit">At most this many, 1 to 1000.</param>
public sealed record TaskQuery(DateTimeOffset? Since = null, string? Type = null, int? Vmid = null, int Limit = 100);
