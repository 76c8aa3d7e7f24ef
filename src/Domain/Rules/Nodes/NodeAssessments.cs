using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>The assessment of each rule on a node's state.</summary>
internal static class NodeAssessments
{
    /// <summary>Whether it is unreachable, and whether it is isolated.</summary>
    /// <param name="node">The node.</param>
    /// <param name="seen">The observation.</param>
    /// <param name="unreachable">Whether it is unreachable.</param>
    /// <param name="isolated">Whether it is isolated.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="departure">Why it went offline; null if not known.</param>
    /// <param name="overdue">True if a clean shutdown has lasted too long.</param>
    public static IEnumerable<Assessment> Away(
        NodeId node, NodeObservation seen, Presence unreachable, Presence isolated, string reason, NodeDeparture? departure = null,
        bool overdue = false)
    {
        var planned = departure is { Planned: true };
        var evidence = NodeText.Evidence(seen, departure);
        yield return new(
            ConditionType.NodeUnreachable, EntityId.Of(node), unreachable, planned && !overdue ? Severity.Warning : Severity.Critical,
            Title(node, departure, overdue),
            planned && unreachable == Presence.Present ? NodeText.Absence(departure!, reason, overdue) : reason)
        {
            Evidence = evidence,
        };
        yield return new(
            ConditionType.NodeIsolated, EntityId.Of(node), isolated, Severity.Error, $"Node {node.Name} is cut off from its cluster",
            reason)
        { Evidence = evidence };
    }

    /// <summary>Whether its data is frozen.</summary>
    public static Assessment Freeze(NodeId node, NodeObservation seen)
    {
        var (presence, reason) = (seen.Status, seen.Frozen) switch
        {
            (NodeStatus.Offline, true) => (Presence.Unknown, NodeText.Frozen(seen)),
            (NodeStatus.Offline, _) => (Presence.Unknown, "it is offline"),
            (_, null) => (Presence.Unknown, "it was not observed long enough to know whether its metrics change"),
            (_, true) => (Presence.Present, NodeText.Frozen(seen)),
            _ => (Presence.Absent, "its metrics are updating"),
        };
        return new(ConditionType.NodeFrozen, EntityId.Of(node), presence, Severity.Error, $"Node {node.Name} is frozen", reason)
        {
            Evidence = NodeText.Evidence(seen, null),
        };
    }

    /// <summary>Whether its metrics are constantly slow.</summary>
    /// <param name="node">The node.</param>
    /// <param name="seen">The observation.</param>
    /// <param name="steadily">True if they have been slow long enough to be the normal pace.</param>
    public static Assessment Slow(NodeId node, NodeObservation seen, bool steadily)
    {
        var presence = seen.Status != NodeStatus.Online || seen.Frozen != false ? Presence.Unknown : seen.Pulse.IsSlow switch
        {
            true when steadily => Presence.Present,
            false => Presence.Absent,
            _ => Presence.Unknown,
        };
        return new(ConditionType.NodeSlow, EntityId.Of(node), presence, Severity.Warning, $"Metrics of node {node.Name} arrive late",
            NodeText.Slow(seen.Pulse.Pace))
        {
            Suspected = presence == Presence.Unknown && seen.Pulse.IsSlow == true,
            Evidence = NodeText.Evidence(seen, null),
        };
    }

    private static string Title(NodeId node, NodeDeparture? departure, bool overdue) => departure switch
    {
        { Planned: true } when overdue => $"Node {node.Name} has not come back",
        { Kind: NodeDepartureKind.Shutdown, By: { } by } => $"Node {node.Name} was shut down by {by}",
        { Kind: NodeDepartureKind.Maintenance } => $"Node {node.Name} is away for maintenance",
        { Kind: NodeDepartureKind.Fenced } => $"Node {node.Name} was fenced by Proxmox HA",
        _ => $"Node {node.Name} is unreachable",
    };
}
