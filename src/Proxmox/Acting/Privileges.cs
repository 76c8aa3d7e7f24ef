using System.Globalization;
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
        ActionKind.StartGuest => new(string.Create(CultureInfo.InvariantCulture, $"/vms/{action.Target.Vmid}"), "VM.PowerMgmt"),
        ActionKind.WakeNode => new($"/nodes/{action.Node}", "Sys.PowerMgmt"),
        _ => new($"/nodes/{action.Node}", "Sys.Modify"),
    };
}
