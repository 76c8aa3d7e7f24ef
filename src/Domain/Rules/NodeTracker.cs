using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Decides what a row says of a node. Down takes two witnesses: the other members, and the node itself.</summary>
public static class NodeTracker
{
    // A node that boots answers before its corosync is heard; it is back, not cut off.
    private static readonly TimeSpan ReturnGrace = TimeSpan.FromMinutes(1);

    /// <summary>Takes a row in. Unknown is neither down nor up.</summary>
    /// <param name="node">The node.</param>
    /// <param name="last">What was last known; null at first sight.</param>
    /// <param name="seen">What the row and the node itself say.</param>
    /// <param name="at">When the row was taken.</param>
    /// <param name="admit">What the configuration makes of an assessment; null where it has no say.</param>
    public static NodeVerdict Observe(NodeId node, NodeState? last, NodeSighting seen, DateTimeOffset at, Func<Assessment, Assessment>? admit = null)
    {
        var docket = new Docket((last ?? new() { Status = seen.Status, Since = at }).Ledger, at, admit);
        docket.Take(Freeze(node, seen));
        var (next, reason) = last is null
            ? (new NodeState { Status = seen.Status, Since = at }, "first sight: populated, nothing to compare with")
            : Believe(docket, node, last, seen, at);
        return new(ReferenceEquals(docket.Ledger, next.Ledger) ? next : next with { Ledger = docket.Ledger }, reason) { Said = docket.Said };
    }

    /// <summary>What each rule on the node's state says of a row as things stand, without taking it in: the same decision as <see cref="Observe"/>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="state">What is last known.</param>
    /// <param name="seen">The latest row, and what the node itself said last.</param>
    /// <param name="at">When the row was taken.</param>
    /// <param name="admit">What the configuration makes of an assessment; null where it has no say.</param>
    public static ImmutableArray<Judgement> Explain(NodeId node, NodeState state, NodeSighting seen, DateTimeOffset at, Func<Assessment, Assessment>? admit = null) =>
        [.. Observe(node, state, seen, at, admit).Said.Select(said => Judgement.Of(said, state.Ledger, at))];

    private static (NodeState Next, string Reason) Believe(Docket docket, NodeId node, NodeState state, NodeSighting seen, DateTimeOffset at)
    {
        if (seen.Status == NodeStatus.Unknown)
        {
            docket.Take(Away(node, seen, Presence.Unknown, Presence.Unknown, NoWord));
            return (state, NoWord);
        }

        var entity = EntityId.Of(node);
        var first = state.Status == NodeStatus.Unknown && seen.Status == NodeStatus.Online;
        var changed = state.Status != seen.Status && !first;
        var reason = Reason(seen);
        if (changed)
        {
            var change = new StateChange(entity, "status", Word(state.Status), Word(seen.Status), reason);
            docket.Report(change, seen.Status == NodeStatus.Offline ? Severity.Error : Severity.Info, $"Node {node} is {Word(seen.Status)}", node.Name);
        }

        // A node that was away at first sight was never seen to go: it is no alarm, but its return is news.
        var knownToGo = !first && (changed || Stands(ConditionType.NodeUnreachable) || Stands(ConditionType.NodeIsolated));
        var offline = seen.Status == NodeStatus.Offline;
        DateTimeOffset? returning = offline && seen.Answers == true && Stands(ConditionType.NodeUnreachable) ? state.ReturningSince ?? at : null;
        docket.Take(at - returning < ReturnGrace
            ? Away(node, seen, Presence.Unknown, Presence.Unknown, "its own API answers again and the other members do not hear it yet: it may be starting")
            : knownToGo
            ? Away(node, seen, offline && seen.Answers != true ? Presence.Present : Presence.Absent, offline && seen.Answers == true ? Presence.Present : Presence.Absent, reason)
            : offline ? Away(node, seen, Presence.Unknown, Presence.Unknown, "it was away already when it was first seen: nobody saw it go")
            : first ? Away(node, seen, Presence.Unknown, Presence.Unknown, "first fresh word of it")
            : Away(node, seen, Presence.Absent, Presence.Absent, "the cluster's other members hear it"));
        return (
            state.Status == seen.Status && state.ReturningSince == returning
                ? state
                : state with { Status = seen.Status, Since = state.Status == seen.Status ? state.Since : at, ReturningSince = returning },
            first ? "first fresh word of it" : changed ? reason : $"still {Word(seen.Status)}");

        bool Stands(ConditionType condition) => docket.Ledger.Find(condition, entity) is not null;
    }

    private static IEnumerable<Assessment> Away(NodeId node, NodeSighting seen, Presence unreachable, Presence isolated, string reason) =>
    [
        new(ConditionType.NodeUnreachable, EntityId.Of(node), unreachable, Severity.Critical, $"Node {node} is unreachable", reason) { Evidence = Evidence(seen) },
        new(ConditionType.NodeIsolated, EntityId.Of(node), isolated, Severity.Error, $"Node {node} is cut off from its cluster", reason) { Evidence = Evidence(seen) },
    ];

    private static Assessment Freeze(NodeId node, NodeSighting seen)
    {
        var presence = (seen.Status, seen.Frozen) switch
        {
            (NodeStatus.Offline, _) or (_, null) => Presence.Unknown,
            (_, true) => Presence.Present,
            _ => Presence.Absent,
        };
        var reason = seen.Frozen == true
            ? "its figures have not moved for over 30 s: pvestatd is dead or hangs on a storage; its guests are neither alarmed nor cleared"
            : presence == Presence.Absent ? "its figures move" : seen.Status == NodeStatus.Offline ? "it is offline" : "it was not seen for long enough to tell whether its figures move";
        return new(ConditionType.NodeFrozen, EntityId.Of(node), presence, Severity.Error, $"Data of node {node} stands still", reason) { Evidence = Evidence(seen) };
    }

    private static ImmutableArray<Evidence> Evidence(NodeSighting seen) =>
    [
        new("status", Word(seen.Status)),
        new("figuresMove", seen.Frozen switch { true => "no", false => "yes", null => null }),
        new("itsOwnApiAnswers", seen.Answers switch { true => "yes", false => "no", null => null }),
    ];

    private static string Reason(NodeSighting seen) => (seen.Status, seen.Answers) switch
    {
        (NodeStatus.Online, _) => "the cluster's other members hear it again",
        (_, true) => "the cluster's other members no longer hear it, but its own API answers",
        (_, false) => "the cluster's other members no longer hear it, and its own API does not answer",
        _ => "the cluster's other members no longer hear it; its own address is not known, so this is the only witness",
    };

    private const string NoWord = "Proxmox has no fresh word of it";

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
public sealed record NodeVerdict(NodeState State, string Reason)
{
    /// <summary>What each rule on the node's state said.</summary>
    public ImmutableArray<Assessment> Said { get; init; } = [];
}
