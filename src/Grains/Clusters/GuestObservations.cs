using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Makes observations for guests' grains from the rows of a snapshot.</summary>
/// <param name="snapshot">The rows.</param>
/// <param name="last">When the monitor watched last, for nodes that it sees for the first time since it started.</param>
/// <param name="access">The read token's privileges; null if not known.</param>
/// <param name="withoutQuorumAt">The last time that the cluster may have been without quorum; null if it was not.</param>
internal sealed class GuestObservations(
    ClusterSnapshot snapshot, LastWatch last, AccessReport? access, DateTimeOffset? withoutQuorumAt)
{
    private readonly Dictionary<string, NodeEntry> _nodes = ByName(snapshot);
    private readonly Dictionary<string, string?> _missingPermissions = new(StringComparer.Ordinal);

    public ClusterSnapshot Snapshot => snapshot;

    /// <summary>The observation of a guest.</summary>
    /// <param name="entry">The guest.</param>
    /// <param name="crowded">Whether too many guests are suspect at once to ask about each.</param>
    public GuestObservation Of(GuestEntry entry, bool crowded)
    {
        var (sample, at) = (entry.Sample, snapshot.At);
        var blind = MissingPermission(sample.Node);
        if (!_nodes.TryGetValue(sample.Node, out var node))
            return new(sample, at, NodeStatus.Unknown, crowded, last.SeenAt) { WhyTasksUnread = blind };
        var good = node.Pulse.GoodBefore(at);
        return new(sample, at, node.Believed, crowded, entry.SeenBefore(good == default ? last.Of(sample.Node) : good))
        {
            RunSince = entry.RunSince,
            NodeBootedAt = GuestRechecks.BootOf(node, at),
            NodePace = node.Pulse.Pace,
            WithoutQuorumAt = withoutQuorumAt,
            WhyTasksUnread = blind,
        };
    }

    /// <summary>Whether a guest's node is known and not online.</summary>
    public bool IsNodeAway(GuestEntry entry) =>
        _nodes.TryGetValue(entry.Sample.Node, out var node) && node.Believed != NodeStatus.Online;

    /// <summary>Why the tasks of a node, or of all nodes (null), cannot be read; null if they can or that is not known.</summary>
    public string? MissingPermission(string? node)
    {
        if (_missingPermissions.TryGetValue(node ?? "", out var known)) return known;
        var need = Needs.For(Capability.SeeNodes);
        var path = node is null ? need.Path : need.PathOf(node);
        return _missingPermissions[node ?? ""] = access?.MayRead(path, need.Privilege) == false ? need.LackedOn(path) : null;
    }

    // Of nodes with the same name the last one counts.
    private static Dictionary<string, NodeEntry> ByName(ClusterSnapshot snapshot)
    {
        var nodes = new Dictionary<string, NodeEntry>(snapshot.Nodes.Length, StringComparer.Ordinal);
        foreach (var node in snapshot.Nodes) nodes[node.Sample.Node] = node;
        return nodes;
    }
}
