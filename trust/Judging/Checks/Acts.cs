using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Simulator.Requests;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>Classifies requests that change something: the kind of act and its target.</summary>
internal static class Acts
{
    public static bool IsActs(ActRequest request) => request.Token.EndsWith("!act", StringComparison.Ordinal);

    public static Act? Read(ActRequest request) => (request.Method, request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)) switch
    {
        ("POST", ["nodes", var node, "qemu" or "lxc", var vmid, "status", "start"]) when int.TryParse(vmid, NumberStyles.None,
            CultureInfo.InvariantCulture, out var id) => new(ActKind.Start, node, id, null),
        ("POST", ["nodes", var node, "wakeonlan"]) => new(ActKind.Wake, node, null, null),
        ("POST", ["nodes", var node, "services", var service, "restart"]) => new(ActKind.Restart, node, null, service),
        _ => null,
    };

    /// <summary>
    /// Its target, written like an entity without the cluster: <c>104</c>, <c>pve1</c> or <c>pve1/pvestatd</c>; else the path.
    /// </summary>
    public static string Target(ActRequest request) => Read(request) switch
    {
        { Kind: ActKind.Start, Vmid: { } vmid } => vmid.ToString(CultureInfo.InvariantCulture),
        { Kind: ActKind.Wake } act => act.Node,
        { Kind: ActKind.Restart } act => $"{act.Node}/{act.Service}",
        _ => request.Path,
    };

    public static bool IsAbout(AutonomyAction row, string target) =>
        row.IncidentKey is { } key && key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && key[(slash + 1)..] == target;
}

/// <summary>An act on Proxmox.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Node">The node that it names.</param>
/// <param name="Vmid">The guest, if any.</param>
/// <param name="Service">The service, if any.</param>
internal sealed record Act(ActKind Kind, string Node, int? Vmid, string? Service);

internal enum ActKind
{
    Start,
    Wake,
    Restart,
}
