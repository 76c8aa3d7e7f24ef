using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// Changes Proxmox with the cluster's act token, never with the read token. An action sends exactly one POST. It moves to another endpoint
/// only if the request was certainly not sent, and never repeats one that may have been. Only cancellation throws; a cancelled action has
/// an unknown outcome.
/// </summary>
public interface IActuator
{
    /// <summary>
    /// <c>POST /nodes/{node}/{qemu|lxc}/{vmid}/status/start</c>. Needs VM.PowerMgmt on the guest. An accepted request has a UPID.
    /// </summary>
    Task<ActResult> StartGuestAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation);

    /// <summary>
    /// <c>POST /nodes/{target}/wakeonlan</c>, executed by the member that receives it (api-facts §7). Needs Sys.PowerMgmt on the target and
    /// a MAC address in its configuration. Accepted means that a packet was sent, not that the node wakes.
    /// </summary>
    /// <param name="target">The node to wake.</param>
    /// <param name="via">An online member to send the request; another online endpoint if it is not among the configured ones.</param>
    /// <param name="cancellation">Cancels the call.</param>
    Task<ActResult> WakeNodeAsync(NodeId target, ClusterMember via, CancellationToken cancellation);

    /// <summary>
    /// <c>POST /nodes/{node}/services/{service}/restart</c>. Needs Sys.Modify on the node. An accepted request has a UPID.
    /// </summary>
    Task<ActResult> RestartServiceAsync(NodeId node, string service, CancellationToken cancellation);

    /// <summary>The state of a task, for verification and for resuming.</summary>
    Task<ProbeResult<TaskOutcome>> ReadTaskAsync(ClusterName cluster, string upid, CancellationToken cancellation);

    /// <summary><c>GET /access/permissions</c>: whether the act token may perform the action. Changes nothing.</summary>
    Task<ActTokenCheck> CheckTokenAsync(RunbookAction action, CancellationToken cancellation);

    /// <summary>The act token's id, <c>USER@REALM!ID</c>, as tasks name their user; null if none is configured.</summary>
    string? TokenIdOf(ClusterName cluster);
}
