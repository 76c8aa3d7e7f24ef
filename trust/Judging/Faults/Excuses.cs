using System.Globalization;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Times when a fault needs no report although it was observable, each with its reason.</summary>
internal sealed class Excuses(World world)
{
    /// <summary>An unreadable task list may have the reason of a stop; the monitor has five minutes to read it.</summary>
    private static readonly TimeSpan Unread = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Spans> _nodes = [];
    private Spans? _clusterWide;

    /// <summary>
    /// The time for guests and services to come back by themselves after their node (<c>ReleaseAfter</c>), plus a poll to observe it.
    /// </summary>
    private TimeSpan Aftermath => world.Settings.ReleaseAfter + TimeSpan.FromSeconds(30);

    /// <summary>No endpoint has quorum: the data may be incomplete, and the loss itself is reported.</summary>
    public Spans ClusterWide => _clusterWide ??= ClusterFaults.WithoutQuorum(world).Widen(default, Aftermath);

    /// <summary>
    /// A node that is off, unreachable or not publishing is reported itself; nothing new is known about its guests. It counts from the
    /// fault, not from its report, because the data is old from then on.
    /// </summary>
    public Spans NodeTrouble(string node)
    {
        if (_nodes.TryGetValue(node, out var known)) return known;
        var line = world.Nodes.GetValueOrDefault(node);
        return _nodes[node] = line?.When(state => IsAway(state) || !state.Publishes).Widen(default, Aftermath) ?? Spans.None;
    }

    /// <summary>The node is off or unreachable, or has just returned and its follow-up faults may still end by themselves.</summary>
    public Spans Away(string node) => world.Nodes.GetValueOrDefault(node)?.When(IsAway).Widen(default, Aftermath) ?? Spans.None;

    /// <summary>Faults of the guest's node, maintenance windows and lost privileges.</summary>
    public Spans OfGuest(int vmid, Span within)
    {
        var line = world.Guests[vmid];
        var id = string.Create(CultureInfo.InvariantCulture, $"{world.Name}/{vmid}");
        var spans = ClusterWide
            .Or(world.Observability.LacksPrivilege("VM.Audit", string.Create(CultureInfo.InvariantCulture, $"/vms/{vmid}")))
            .Or(MaintenanceTimes.Over(world, (kind, name) => kind switch
            {
                "Cluster" => name == world.Name,
                "Guest" => name == id,
                "Node" => Ever(line, guest => $"{world.Name}/{guest.Guest!.Node}" == name),
                "Tag" => Ever(line, guest => guest.Tagged(name)),
                _ => Ever(line, guest => guest.Guest!.Pool == name),
            }));
        return NodesOf(vmid, within).Aggregate(spans, (all, node) => all.Or(NodeTrouble(node)).Or(Maintained(node))
            .Or(world.Observability.Faulted(node).Widen(default, Unread))
            .Or(world.Observability.LacksPrivilege("Sys.Audit", $"/nodes/{node}").Widen(default, Unread)));
    }

    /// <summary>Data of a guest that is read through its node's API (<see cref="ThroughNode(string)"/>).</summary>
    public Spans ThroughNodesOf(int vmid, Span within) =>
        NodesOf(vmid, within).Aggregate(Spans.None, (all, node) => all.Or(ThroughNode(node)));

    /// <summary>
    /// An unavailable storage of the node is reported instead of the guests whose disks, replication or backups fail, until its return is
    /// observed; storages are read every five minutes.
    /// </summary>
    public Spans OfStorages(int vmid, string content)
    {
        var nodes = world.Guests[vmid].Steps.Select(step => step.Value.Guest?.Node).ToHashSet(StringComparer.Ordinal);
        return new Spans(world.Storages
            .Where(pair => nodes.Contains(pair.Key.Node) && pair.Value.Steps[0].Value.Content.Split(',').Contains(content))
            .SelectMany(pair => pair.Value.When(state => state is { Active: false, InUse: true }).All))
            .Widen(default, world.Settings.RoutinePeriod + TimeSpan.FromMinutes(2) + Aftermath);
    }

    /// <summary>The node, and so its guests, is in Proxmox HA maintenance.</summary>
    public Spans Maintained(string node) => world.Nodes.GetValueOrDefault(node)?.When(state => state.Ha == "maintenance")
        .Widen(default, Aftermath) ?? Spans.None;

    public Spans OfNode(string node) => ClusterWide.Or(Maintained(node)).Or(world.Observability.Faulted(node))
        .Or(MaintenanceTimes.Over(world, (kind, name) => (kind == "Cluster" && name == world.Name)
            || (kind == "Node" && name == $"{world.Name}/{node}")));

    /// <summary>Data that is read through the node's own API and its daemons, such as its services.</summary>
    public Spans ThroughNode(string node) => ThroughNode(node, "pvedaemon", "pveproxy", "pve-cluster");

    /// <summary>The same, without the API only while one of some daemons is dead.</summary>
    public Spans ThroughNode(string node, params ReadOnlySpan<string> daemons)
    {
        var spans = OfNode(node).Or(NodeTrouble(node)).Or(world.Observability.LacksPrivilege("Sys.Audit", $"/nodes/{node}"))
            .Or(world.Observability.WithoutApi(node, daemons));
        return spans.Widen(default, TimeSpan.FromSeconds(30));
    }

    public Spans OfCluster() => world.Observability.Faulted(null)
        .Or(MaintenanceTimes.Over(world, (kind, name) => kind == "Cluster" && name == world.Name));

    private IEnumerable<string> NodesOf(int vmid, Span within) => world.Guests[vmid].Pieces()
        .Where(piece => piece.Value.Guest is not null && piece.Span.Meets(within.Widen(Aftermath, default)))
        .Select(piece => piece.Value.Guest!.Node).Distinct(StringComparer.Ordinal);

    private bool IsAway(SimulatedNodeState state) => !state.Powered || !state.Online || (!state.Heard && !world.Standalone);

    private static bool Ever(Timeline<GuestMoment> line, Func<GuestMoment, bool> holds) =>
        line.Steps.Any(step => step.Value.Guest is not null && holds(step.Value));
}
