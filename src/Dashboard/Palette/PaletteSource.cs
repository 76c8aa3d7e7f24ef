using System.Globalization;
using OrleansMonitor.Dashboard.Live;
using OrleansMonitor.Dashboard.Parts;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.Palette;

/// <summary>What can be found on a board: pages, actions, clusters, nodes, open incidents and guests. Pure.</summary>
internal static class PaletteSource
{
    private static readonly (string Title, string Address, Permission Needs)[] Pages =
    [
        ("Overview", "/", Permission.Read), ("Guests & nodes", "/guests", Permission.Read),
        ("Storages", "/storages", Permission.Read), ("Incidents", "/incidents", Permission.Read),
        ("Activity", "/activity", Permission.Read), ("Audit", "/audit", Permission.Read),
        ("Notifications", "/notifications", Permission.Read), ("Scorecard", "/scorecard", Permission.Read),
        ("Connect a Proxmox", "/connect", Permission.TryConnection), ("People", "/people", Permission.ManageAccounts),
    ];

    /// <summary>All entries that a user may use.</summary>
    public static List<PaletteEntry> Of(Board board, Func<Permission, bool> may)
    {
        List<PaletteEntry> all =
            [.. Pages.Where(page => may(page.Needs)).Select(page => Linked(PaletteKind.Page, page.Title, "", page.Address))];
        all.AddRange(Actions(board, may));
        all.AddRange(board.OpenIncidents.Select(Of));
        foreach (var cluster in board.Clusters)
        {
            var name = cluster.Name.Value;
            all.Add(Linked(PaletteKind.Cluster, name, DisplayText.StatusBadge(cluster).Word, $"/guests?q=cluster:{name}"));
            all.AddRange(cluster.Nodes.Select(node => Of(cluster, node)));
            all.AddRange(cluster.Guests.Select(guest => Of(cluster, guest)));
        }

        return all;
    }

    private static IEnumerable<PaletteEntry> Actions(Board board, Func<Permission, bool> may)
    {
        if (board.Autonomy is { } autonomy)
        {
            var isOn = autonomy.KillSwitch.Active;
            if (may(isOn ? Permission.TurnOffKillSwitch : Permission.TurnOnKillSwitch))
                yield return Doing(PaletteAction.KillSwitch, isOn ? "Turn off the kill switch" : "Turn on the kill switch", "stop repairs");
            if (may(Permission.ChangeLevel)) yield return Doing(PaletteAction.Level, "Change the autonomy level", "");
        }

        yield return Doing(PaletteAction.Theme, "Switch between dark and light", "theme");
        yield return Doing(PaletteAction.Help, "Keyboard shortcuts", "help");
    }

    private static PaletteEntry Of(Incident incident) => Linked(
        PaletteKind.Incident, incident.Title,
        Join(incident.Entity.ClusterText, DisplayText.Of(incident.Severity), DisplayText.Of(incident.State)),
        $"/incidents/{incident.Id}") with
    {
        Keys = [incident.Condition.ToName(), incident.Entity.ToString(), incident.Entity.Name],
        Urgency = 1 + (int)incident.Severity,
    };

    private static PaletteEntry Of(ClusterPicture cluster, NodeEntry node) => Linked(
        PaletteKind.Node, node.Sample.Node, Join(cluster.Name.Value, DisplayText.Of(node.Believed)),
        Opened(new NodeId(cluster.Name, node.Sample.Node).ToString())) with
    { Urgency = UrgencyOf(node.Conditions) };

    private static PaletteEntry Of(ClusterPicture cluster, GuestEntry guest)
    {
        var sample = guest.Sample;
        var vmid = sample.Vmid.ToString(CultureInfo.InvariantCulture);
        var detail = Join(cluster.Name.Value, sample.Node, DisplayText.Of(sample.Status));
        return Linked(
            sample.Kind == GuestKind.Container ? PaletteKind.Container : PaletteKind.VM, sample.Name is { Length: > 0 } name ? name : vmid,
            $"{vmid} · {detail}", Opened(new GuestId(cluster.Name, sample.Vmid).ToString())) with
        {
            Keys = [vmid, .. GuestTags.Split(sample.Tags)],
            Urgency = UrgencyOf(guest.Conditions),
        };
    }

    private static int UrgencyOf(IReadOnlyCollection<ActiveCondition> conditions) =>
        conditions.Count == 0 ? 0 : 1 + (int)conditions.Max(condition => condition.Severity);

    private static string Opened(string id) => $"/guests?open={Uri.EscapeDataString(id)}";

    private static string Join(params string?[] parts) => string.Join(" · ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static PaletteEntry Linked(PaletteKind kind, string title, string detail, string address) =>
        new(kind, title, detail) { Address = address };

    private static PaletteEntry Doing(PaletteAction action, string title, string key) =>
        new(PaletteKind.Action, title, "") { Action = action, Keys = [key] };
}
