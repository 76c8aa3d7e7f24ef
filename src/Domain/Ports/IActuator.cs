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
    /// <summary>Sends one action, once. An accepted one has a UPID where a PVE task carries it out.</summary>
    /// <exception cref="ArgumentException">The action is incomplete; nothing was sent.</exception>
    Task<ActResult> SendAsync(RunbookAction action, CancellationToken cancellation);

    /// <summary>How a task stands; for verification and to resume.</summary>
    Task<ProbeResult<TaskOutcome>> ReadTaskAsync(ClusterName cluster, string upid, CancellationToken cancellation);

    /// <summary><c>GET /access/permissions</c>: whether the act token may do this. Sends nothing that changes anything.</summary>
    Task<ActTokenCheck> CheckTokenAsync(RunbookAction action, CancellationToken cancellation);

    /// <summary>The act token's id, <c>USER@REALM!ID</c>, as tasks name their user; null where none is configured.</summary>
    string? TokenIdOf(ClusterName cluster);
}
