using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Decides what a row says of a node. Down takes two witnesses: the other members, and the node itself.</summary>
public static class NodeTracker
{
    /// <summary>Takes a row in. Unknown is neither down nor up.</summary>
    /// <param name="node">The node.</param>
    /// <param name="last">What was last known; null at first sight.</param>
    /// <param name="seen">What the row and the node itself say.</param>
    /// <param name="at">When the row was taken.</param>
    public static NodeVerdict Observe(NodeId node, NodeState? last, NodeSighting seen, DateTimeOffset at)
    {
        if (last is null) return new(Freeze(node, new() { Status = seen.Status, Since = at }, seen, at), "first sight: populated, nothing to compare with");
        var state = Freeze(node, last, seen, at);
        if (seen.Status == NodeStatus.Unknown) return new(state, "Proxmox has no fresh word of it");
        if (state.Status == NodeStatus.Unknown && seen.Status == NodeStatus.Online) return new(state with { Status = seen.Status, Since = at }, "first fresh word of it");

        var reason = Reason(seen);
        var entity = EntityId.Of(node);
        var ledger = state.Ledger;
        if (state.Status != seen.Status)
        {
            var change = new StateChange(entity, "status", Word(state.Status), Word(seen.Status), reason);
            var severity = seen.Status == NodeStatus.Offline ? Severity.Error : Severity.Info;
            ledger = ledger.Report(change, severity, $"Node {node} is {Word(seen.Status)}", node.Name, at);
        }

        // A node that was away at first sight was never seen to go: it is no alarm, but its return is news.
        var knownToGo = state.Status != seen.Status || ledger.Find(ConditionType.NodeUnreachable, entity) is not null || ledger.Find(ConditionType.NodeIsolated, entity) is not null;
        if (knownToGo) ledger = Away(ledger, node, seen, reason, at);
        return new(
            state with { Status = seen.Status, Since = state.Status == seen.Status ? state.Since : at, Ledger = ledger },
            state.Status == seen.Status ? $"still {Word(seen.Status)}" : reason);
    }

    private static ConditionLedger Away(ConditionLedger ledger, NodeId node, NodeSighting seen, string reason, DateTimeOffset at)
    {
        var entity = EntityId.Of(node);
        var offline = seen.Status == NodeStatus.Offline;
        var unreachable = offline && seen.Answers != true ? Presence.Present : Presence.Absent;
        var isolated = offline && seen.Answers == true ? Presence.Present : Presence.Absent;
        return ledger
            .Take(new(ConditionType.NodeUnreachable, entity, unreachable, Severity.Critical, $"Node {node} is unreachable", reason), at)
            .Take(new(ConditionType.NodeIsolated, entity, isolated, Severity.Error, $"Node {node} is cut off from its cluster", reason), at);
    }

    private static NodeState Freeze(NodeId node, NodeState state, NodeSighting seen, DateTimeOffset at)
    {
        var presence = (seen.Status, seen.Frozen) switch
        {
            (NodeStatus.Offline, _) or (_, null) => Presence.Unknown,
            (_, true) => Presence.Present,
            _ => Presence.Absent,
        };
        var reason = seen.Frozen == true
            ? "its figures have not moved for over 30 s: pvestatd is dead or hangs on a storage; its guests are neither alarmed nor cleared"
            : "its figures move";
        var ledger = state.Ledger.Take(new(ConditionType.NodeFrozen, EntityId.Of(node), presence, Severity.Error, $"Data of node {node} stands still", reason), at);
        return ReferenceEquals(ledger, state.Ledger) ? state : state with { Ledger = ledger };
    }

    private static string Reason(NodeSighting seen) => (seen.Status, seen.Answers) switch
    {
        (NodeStatus.Online, _) => "the cluster's other members hear it again",
        (_, true) => "the cluster's other members no longer hear it, but its own API answers",
        (_, false) => "the cluster's other members no longer hear it, and its own API does not answer",
        _ => "the cluster's other members no longer hear it; its own address is not known, so this is the only witness",
    };

    private static string Word(NodeStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>What is seen of a node.</summary>
/// <param name="Status">What the answering member's row says.</param>
/// <param name="Frozen">Whether its data stands still; null where it is not known yet.</param>
/// <param name="Answers">Whether its own API answers; null where it was not asked.</param>
public readonly record struct NodeSighting(NodeStatus Status, bool? Frozen, bool? Answers);

/// <summary>What a row of a node came to.</summary>
/// <param name="State">What is last known now.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record NodeVerdict(NodeState State, string Reason);
