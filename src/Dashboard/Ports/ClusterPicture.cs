using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>A cluster at one moment. Immutable and shared by all viewers.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Version">Increases with each change.</param>
/// <param name="Header">Its overall state.</param>
/// <param name="Nodes">All nodes.</param>
/// <param name="Storages">All storages, one row per node and storage.</param>
/// <param name="Guests">All guests by VMID.</param>
public sealed record ClusterPicture(
    ClusterName Name, long Version, ClusterHeader Header, ImmutableArray<NodeEntry> Nodes, ImmutableArray<StorageSample> Storages,
    IReadOnlyList<GuestEntry> Guests)
{
    /// <summary>How many guests run.</summary>
    public int Running { get; } = Guests.Count(guest => guest.Sample.Status == GuestStatus.Running);

    /// <summary>How many nodes are believed online.</summary>
    public int NodesOnline => Nodes.Count(node => node.Believed == NodeStatus.Online);

    /// <summary>How many conditions are active, on the cluster, its nodes and its guests.</summary>
    public int Violations { get; } =
        Header.Conditions.Length + Nodes.Sum(node => node.Conditions.Length) + Guests.Sum(guest => guest.Conditions.Length);

    /// <summary>The health by the worst active condition.</summary>
    public ClusterHealth Health { get; } = Header.HealthWith(Worst(Header, Nodes, Guests));

    /// <summary>False before the first answer: its figures are not known and are left out of sums.</summary>
    public bool Seen => Header.LastPollAt is not null;

    /// <summary>How fresh a guest's row is.</summary>
    public Freshness FreshnessOf(GuestEntry entry)
    {
        if (entry.MissedPolls > 0) return Freshness.Stale;
        return Node(entry.Sample.Node) is { } node ? Header.FreshnessOn(node) : Header.FreshnessOn(NodeStatus.Unknown);
    }

    /// <summary>The node of this name, or null.</summary>
    public NodeEntry? Node(string name)
    {
        foreach (var node in Nodes)
        {
            if (string.Equals(node.Sample.Node, name, StringComparison.Ordinal)) return node;
        }

        return null;
    }

    private static Severity? Worst(ClusterHeader header, ImmutableArray<NodeEntry> nodes, IReadOnlyList<GuestEntry> guests)
    {
        Severity? worst = null;
        Include(header.Conditions);
        foreach (var node in nodes) Include(node.Conditions);
        foreach (var guest in guests) Include(guest.Conditions);
        return worst;

        void Include(ImmutableArray<ActiveCondition> conditions)
        {
            foreach (var condition in conditions)
            {
                if (worst is null || condition.Severity > worst) worst = condition.Severity;
            }
        }
    }

    /// <summary>The guest with this VMID, or null.</summary>
    public GuestEntry? Guest(int vmid)
    {
        var (low, high) = (0, Guests.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var here = Guests[middle].Sample.Vmid;
            if (here == vmid) return Guests[middle];
            if (here < vmid) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }
}
