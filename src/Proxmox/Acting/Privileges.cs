using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Proxmox.Acting;

/// <summary>What an action needs (api-facts §7).</summary>
/// <param name="Path">The object's path in Proxmox' access control.</param>
/// <param name="Name">The privilege.</param>
internal sealed record Privilege(string Path, string Name)
{
    /// <summary>The one privilege of an action.</summary>
    public static Privilege Of(RunbookAction action) => action.Kind switch
    {
        ActionKind.StartGuest => Of(Capability.StartGuests, action.Target.Name),
        ActionKind.WakeNode => Of(Capability.WakeNodes, action.Node),
        _ => Of(Capability.RestartServices, action.Node),
    };

    private static Privilege Of(Capability capability, string name)
    {
        var need = Needs.For(capability);
        return new(need.PathOf(name), need.Privilege);
    }
}
