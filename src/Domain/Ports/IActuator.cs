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
    /// <summary>Sends one action, once. An accepted action has a UPID if a PVE task carries it out.</summary>
    /// <exception cref="ArgumentException">The action is incomplete; nothing was sent.</exception>
    Task<ActResult> SendAsync(RunbookAction action, CancellationToken cancellation);

    /// <summary>The state of a task, for verification and for resuming.</summary>
    Task<ProbeResult<TaskOutcome>> ReadTaskAsync(ClusterName cluster, string upid, CancellationToken cancellation);

    /// <summary><c>GET /access/permissions</c>: whether the act token may perform the action. Changes nothing.</summary>
    Task<ActTokenCheck> CheckTokenAsync(RunbookAction action, CancellationToken cancellation);

    /// <summary>The act token's id, <c>USER@REALM!ID</c>, as tasks name their user; null if none is configured.</summary>
    string? TokenIdOf(ClusterName cluster);
}
