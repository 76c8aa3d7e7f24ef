using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Decides what a row says of a node's state.</summary>
public static class NodeTracker
{
    /// <summary>Takes a row in. Unknown is neither down nor up: it changes nothing.</summary>
    /// <param name="node">The node.</param>
    /// <param name="last">What was last known; null at first sight.</param>
    /// <param name="status">What the row says.</param>
    /// <param name="at">When it was taken.</param>
    public static NodeVerdict Observe(NodeId node, NodeState? last, NodeStatus status, DateTimeOffset at)
    {
        if (last is null) return new(new() { Status = status, Since = at }, "first sight: populated, nothing to compare with");
        if (status == NodeStatus.Unknown) return new(last, "Proxmox has no fresh word of it");
        if (last.Status == status) return new(last, $"still {Word(status)}");
        if (last.Status == NodeStatus.Unknown && status == NodeStatus.Online) return new(last with { Status = status, Since = at }, "first fresh word of it");

        var entity = EntityId.Of(node);
        var offline = status == NodeStatus.Offline;
        var reason = offline ? "the cluster's other members no longer hear it" : "the cluster's other members hear it again";
        var change = new StateChange(entity, "status", Word(last.Status), Word(status), reason);
        var ledger = last.Ledger.Report(change, offline ? Severity.Error : Severity.Info, $"Node {node} is {Word(status)}", node.Name, at);
        ledger = ledger.Take(
            new(ConditionType.NodeUnreachable, entity, offline ? Presence.Present : Presence.Absent, Severity.Critical, $"Node {node} is unreachable", reason), at);
        return new(last with { Status = status, Since = at, Ledger = ledger }, reason);
    }

    private static string Word(NodeStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>What a row of a node came to.</summary>
/// <param name="State">What is last known now.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record NodeVerdict(NodeState State, string Reason);
