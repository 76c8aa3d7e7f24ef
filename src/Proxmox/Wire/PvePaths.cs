using System.Globalization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Paths under <c>/api2/json</c>.</summary>
internal static class PvePaths
{
    public static string Node(string node) => "/nodes/" + Uri.EscapeDataString(node);

    public static string TaskLog(string node, string upid, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Node(node)}/tasks/{Uri.EscapeDataString(upid)}/log?start=0&limit={limit}");

    public static string Guests(string node, GuestKind kind) => $"{Node(node)}/{(kind == GuestKind.Vm ? "qemu" : "lxc")}";

    public static string Guest(GuestId guest, string node, GuestKind kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{Guests(node, kind)}/{guest.Vmid}");
}
