using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Ports;

/// <summary>Dispatches runbook actions.</summary>
public static class ActuatorExtensions
{
    /// <summary>Sends one action, once.</summary>
    /// <exception cref="ArgumentException">The action is incomplete; nothing was sent.</exception>
    public static Task<ActResult> SendAsync(this IActuator actuator, RunbookAction action, CancellationToken cancellation) => action switch
    {
        { Kind: ActionKind.StartGuest, GuestKind: { } kind, Target.Vmid: { } vmid } =>
            actuator.StartGuestAsync(new(action.Target.Cluster, vmid), action.Node, kind, cancellation),
        { Kind: ActionKind.WakeNode, Via: { } via } => actuator.WakeNodeAsync(action.NodeId, via, cancellation),
        { Kind: ActionKind.RestartService } => actuator.RestartServiceAsync(action.NodeId, action.Target.Name, cancellation),
        _ => throw new ArgumentException($"The action {action.Name} on {action.Target} is incomplete.", nameof(action)),
    };
}
