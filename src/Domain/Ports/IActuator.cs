using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// Changes Proxmox, with the cluster's act token and never with the one that reads. A call that acts sends exactly one POST; it moves to
/// another endpoint only while the request has certainly not left, and never repeats one that may have. Nothing but cancellation throws,
/// and cancelling a call that acts leaves its outcome unknown.
/// </summary>
public interface IActuator
{
    /// <summary>
    /// <c>POST /nodes/{node}/{qemu|lxc}/{vmid}/status/start</c>. Needs VM.PowerMgmt on the guest. An accepted one has a UPID.
    /// </summary>
    Task<ActResult> StartGuestAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation);

    /// <summary>
    /// <c>POST /nodes/{target}/wakeonlan</c>, which the member asked carries out itself (api-facts §7). Needs Sys.PowerMgmt on the target
    /// and a MAC address in its configuration. Accepted means that a packet was sent, not that the node wakes.
    /// </summary>
    /// <param name="target">The node to wake.</param>
    /// <param name="via">A living member to ask; another living endpoint where it is none of the configured ones.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<ActResult> WakeNodeAsync(NodeId target, ClusterMember via, CancellationToken cancellation);

    /// <summary><c>POST /nodes/{node}/services/{service}/restart</c>. Needs Sys.Modify on the node. An accepted one has a UPID.</summary>
    Task<ActResult> RestartServiceAsync(NodeId node, string service, CancellationToken cancellation);

    /// <summary>How a task stands; for verification and to resume.</summary>
    Task<ProbeResult<TaskOutcome>> ReadTaskAsync(ClusterName cluster, string upid, CancellationToken cancellation);

    /// <summary><c>GET /access/permissions</c>: whether the act token may do this. Sends nothing that changes anything.</summary>
    Task<ActTokenCheck> CheckTokenAsync(RunbookAction action, CancellationToken cancellation);

    /// <summary>The act token's id, <c>USER@REALM!ID</c>, as tasks name their user; null where none is configured.</summary>
    string? TokenIdOf(ClusterName cluster);
}
