using System.Globalization;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>When nobody need be told of a fault although it could be known: each with the reason why a careful person would grant
/// it.</summary>
internal sealed class Excuses(World world)
{
    /// <summary>A task list that cannot be read may hold the reason of a stop: five minutes are granted to read it after all.</summary>
    private static readonly TimeSpan Unread = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Spans> _nodes = [];
    private Spans? _wide;

    /// <summary>Guests and services start after their node: they have this long to come back by themselves (<c>ReleaseAfter</c>), and a
    /// poll to be seen.</summary>
    private TimeSpan Aftermath => world.Settings.ReleaseAfter + TimeSpan.FromSeconds(30);

    /// <summary>No endpoint has quorum: what is seen may be half of the truth, and the loss itself is told.</summary>
    public Spans Wide => _wide ??= ClusterFaults.WithoutQuorum(world).Widen(default, Aftermath);

    /// <summary>
    /// A node that is off, not heard, or whose figures stand still is told of by itself; of what is on it nothing new can be seen. It
    /// begins with the trouble, not with its notice, because nothing about the node is new from then on.
    /// </summary>
    public Spans Trouble(string node)
    {
        if (_nodes.TryGetValue(node, out var known)) return known;
        var line = world.Nodes.GetValueOrDefault(node);
        return _nodes[node] = line?.When(state => IsAway(state) || !state.Publishes).Widen(default, Aftermath) ?? Spans.None;
    }

    /// <summary>A node that is off or not heard: whether its figures move shows once it is back, and what its return leaves behind
    /// may end by itself.</summary>
    public Spans Away(string node) => world.Nodes.GetValueOrDefault(node)?.When(IsAway).Widen(default, Aftermath) ?? Spans.None;

    /// <summary>Besides the node's trouble: windows, by which people asked not to be told, and rights that were taken
    /// away.</summary>
    public Spans OfGuest(int vmid, Span within)
    {
        var line = world.Guests[vmid];
        var id = string.Create(CultureInfo.InvariantCulture, $"{world.Name}/{vmid}");
        var spans = Wide
            .Or(world.Sight.Lacks("VM.Audit", string.Create(CultureInfo.InvariantCulture, $"/vms/{vmid}")))
            .Or(MaintenanceTimes.Over(world, (kind, name) => kind switch
            {
                "Cluster" => name == world.Name,
                "Guest" => name == id,
                "Node" => Ever(line, guest => $"{world.Name}/{guest.Guest!.Node}" == name),
                "Tag" => Ever(line, guest => guest.Tagged(name)),
                _ => Ever(line, guest => guest.Guest!.Pool == name),
            }));
        return NodesOf(vmid, within).Aggregate(spans, (all, node) => all.Or(Trouble(node)).Or(Maintained(node))
            .Or(world.Sight.Spoilt(node).Widen(default, Unread))
            .Or(world.Sight.Lacks("Sys.Audit", $"/nodes/{node}").Widen(default, Unread)));
    }

    /// <summary>What is read of a guest through its own node's API (<see cref="ThroughNode"/>).</summary>
    public Spans ThroughNodesOf(int vmid, Span within) =>
        NodesOf(vmid, within).Aggregate(Spans.None, (all, node) => all.Or(ThroughNode(node)));

    /// <summary>A storage of its node that does not answer is told in place of the guests whose disks or replication fail, or whose
    /// backups were to be written to it, until that is seen to be over: storages are read every five minutes.</summary>
    public Spans OfStorages(int vmid, string content)
    {
        var nodes = world.Guests[vmid].Steps.Select(step => step.Value.Guest?.Node).ToHashSet(StringComparer.Ordinal);
        return new Spans(world.Storages
            .Where(pair => nodes.Contains(pair.Key.Node) && pair.Value.Steps[0].Value.Content.Split(',').Contains(content))
            .SelectMany(pair => pair.Value.When(state => state is { Active: false, InUse: true }).All))
            .Widen(default, world.Settings.RoutinePeriod + TimeSpan.FromMinutes(2) + Aftermath);
    }

    /// <summary>A node that Proxmox HA has in maintenance is being worked on, and so is what is on it.</summary>
    public Spans Maintained(string node) => world.Nodes.GetValueOrDefault(node)?.When(state => state.Ha == "maintenance")
        .Widen(default, Aftermath) ?? Spans.None;

    public Spans OfNode(string node) => Wide.Or(Maintained(node)).Or(world.Sight.Spoilt(node))
        .Or(MaintenanceTimes.Over(world, (kind, name) => (kind == "Cluster" && name == world.Name)
            || (kind == "Node" && name == $"{world.Name}/{node}")));

    /// <summary>What is read through the node's own API, such as its services: its daemons are the way there.</summary>
    public Spans ThroughNode(string node)
    {
        var spans = OfNode(node).Or(Trouble(node)).Or(world.Sight.Lacks("Sys.Audit", $"/nodes/{node}"));
        foreach (var daemon in (string[])["pvedaemon", "pveproxy", "pve-cluster"])
            if (world.Services.TryGetValue((node, daemon), out var line)) spans = spans.Or(line.When(state => state.State != "running"));
        return spans.Widen(default, TimeSpan.FromSeconds(30));
    }

    public Spans OfCluster() => world.Sight.Spoilt(null)
        .Or(MaintenanceTimes.Over(world, (kind, name) => kind == "Cluster" && name == world.Name));

    private IEnumerable<string> NodesOf(int vmid, Span within) => world.Guests[vmid].Pieces()
        .Where(piece => piece.Value.Guest is not null && piece.Span.Meets(within.Widen(Aftermath, default)))
        .Select(piece => piece.Value.Guest!.Node).Distinct(StringComparer.Ordinal);

    private bool IsAway(SimulatedNodeState state) => !state.Powered || !state.Online || (!state.Heard && !world.Standalone);

    private static bool Ever(Line<GuestMoment> line, Func<GuestMoment, bool> holds) =>
        line.Steps.Any(step => step.Value.Guest is not null && holds(step.Value));
}
