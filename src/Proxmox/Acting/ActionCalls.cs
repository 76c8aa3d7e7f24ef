using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Acting;

/// <summary>Translates actions into requests to Proxmox (api-facts §7).</summary>
internal static class ActionCalls
{
    /// <summary>
    /// The one request that carries out an action. The member that receives a wake request sends the packet, for a node whose configuration
    /// names a MAC address. Acceptance means that a packet was sent, not that the node wakes.
    /// </summary>
    /// <exception cref="ArgumentException">The action is incomplete.</exception>
    public static PveCall Of(RunbookAction action, TimeSpan timeout)
    {
        var (name, path) = action switch
        {
            { Kind: ActionKind.StartGuest, GuestKind: { } kind, Target.Vmid: { } vmid } =>
                ("start", PvePaths.Guest(new(action.Target.Cluster, vmid), action.Node, kind) + "/status/start"),
            { Kind: ActionKind.WakeNode, Via: not null } => ("wake", PvePaths.Node(action.Node) + "/wakeonlan"),
            { Kind: ActionKind.RestartService } =>
                ("restart-service", $"{PvePaths.Node(action.Node)}/services/{Uri.EscapeDataString(action.Target.Name)}/restart"),
            _ => throw new ArgumentException($"The action {action.Name} on {action.Target} is incomplete.", nameof(action)),
        };
        return new(name, path, timeout, action.Node);
    }

    /// <summary>The one privilege that an action requires, and its path.</summary>
    public static (string Path, string Privilege) Privilege(RunbookAction action) =>
        Needs.For(action.Capability).At(action.Target.Kind == EntityKind.Guest ? action.Target.Name : action.Node);
}
