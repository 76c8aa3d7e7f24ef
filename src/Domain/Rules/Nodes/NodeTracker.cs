using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Decides what a row says of a node. Down takes two witnesses: members that have quorum, and the node itself.</summary>
public static class NodeTracker
{
    // A node that boots answers before its corosync is heard; it is back, not cut off. One that shuts down answers after it.
    private static readonly TimeSpan ReturnGrace = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a node that was shut down in order may be away until that is critical: a server with much memory boots for ten minutes.
    /// </summary>
    public static TimeSpan PlannedAbsence { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a node's figures must be slow until that is told: it is a way of its own then, not a busy moment.</summary>
    public static TimeSpan SlowFor { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Takes a row in. Unknown is neither down nor up.</summary>
    /// <param name="node">The node.</param>
    /// <param name="last">What was last known; null at first sight.</param>
    /// <param name="seen">What the row and the node itself say.</param>
    /// <param name="at">When the row was taken.</param>
    /// <param name="admit">What the configuration makes of an assessment; null where it has no say.</param>
    public static NodeVerdict Observe(
        NodeId node, NodeState? last, NodeObservation seen, DateTimeOffset at, Func<Assessment, Assessment>? admit = null)
    {
        var evaluation = new EvaluationContext((last ?? new() { Status = seen.Status, Since = at }).Ledger, at, admit);
        evaluation.Add(NodeAssessments.Freeze(node, seen));
        var (next, reason) = last is null
            ? (new NodeState { Status = seen.Status, Since = at }, "first sight: populated, nothing to compare with")
            : Confirm(evaluation, node, last, seen, at);
        next = NodeEvents.NotePace(evaluation, node, next, seen, at);
        next = NodeEvents.NoteReboot(evaluation, node, next, seen);
        next = NodeEvents.NoteFence(evaluation, node, next, seen, silent: last is null);
        return new(ReferenceEquals(evaluation.Ledger, next.Ledger) ? next : next with { Ledger = evaluation.Ledger }, reason)
        {
            Assessments = evaluation.Assessments
        };
    }

    /// <summary>
    /// What each rule on the node's state says of a row as things stand, without taking it in: the same decision as <see cref="Observe"/>.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="state">What is last known.</param>
    /// <param name="seen">The latest row, and what the node itself said last.</param>
    /// <param name="at">When the row was taken.</param>
    /// <param name="admit">What the configuration makes of an assessment; null where it has no say.</param>
    public static ImmutableArray<RuleEvaluation> Explain(
        NodeId node, NodeState state, NodeObservation seen, DateTimeOffset at, Func<Assessment, Assessment>? admit = null) =>
        [.. Observe(node, state, seen, at, admit).Assessments.Select(said => RuleEvaluation.Of(said, state.Ledger, at))];

    /// <summary>Whether it matters why the node left or began anew, and that is not known yet.</summary>
    /// <param name="last">What was last known; null at first sight, when nothing is asked.</param>
    /// <param name="seen">What is seen of it.</param>
    public static bool AsksWhy(NodeState? last, NodeObservation seen) => last is not null && seen.Status switch
    {
        NodeStatus.Offline when seen.Doubt is null =>
            last.Status != NodeStatus.Offline || last.Departure is { Kind: NodeDepartureKind.Unknown }
            || (seen.HaState == "fence" && last.Departure is { Kind: NodeDepartureKind.Unexplained }),
        NodeStatus.Online => seen.Pulse.RebootedAt > (last.RebootedAt ?? DateTimeOffset.MinValue),
        _ => false,
    };

    /// <summary>Whether the members must be asked if they hear it: its row says nothing of it, and it was away.</summary>
    /// <param name="last">What was last known; null at first sight.</param>
    /// <param name="seen">What is seen of it.</param>
    public static bool AsksWhetherHeard(NodeState? last, NodeObservation seen) =>
        seen.Status == NodeStatus.Unknown && last is { Status: NodeStatus.Offline };

    private static (NodeState Next, string Reason) Confirm(
        EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen, DateTimeOffset at)
    {
        // Whom the members hear is back, whether it publishes anything or not.
        if (seen is { Status: NodeStatus.Unknown, Heard: true } && state.Status == NodeStatus.Offline)
            seen = seen with { Status = NodeStatus.Online };
        var offline = seen.Status == NodeStatus.Offline;

        // Of itself every member says that it is online: that it is back takes a member that has quorum, as that it is away.
        var doubt = offline || state.Status == NodeStatus.Offline ? seen.Doubt : null;
        if (seen.Status == NodeStatus.Unknown || doubt is not null)
        {
            var why = doubt ?? NodeText.NoWord;
            evaluation.Add(NodeAssessments.Away(node, seen, Presence.Unknown, Presence.Unknown, why));
            return (state, why);
        }

        var entity = EntityId.Of(node);
        var first = state.Status == NodeStatus.Unknown && seen.Status == NodeStatus.Online;
        var changed = state.Status != seen.Status && !first;
        var departure = offline ? Departure(state, seen) : null;
        var reason = NodeText.Of(seen, departure);
        if (changed)
        {
            var change = new StateChange(entity, "status", NodeText.Word(state.Status), NodeText.Word(seen.Status), reason);
            evaluation.Report(
                change, !offline ? Severity.Info : departure is { Planned: true } ? Severity.Warning : Severity.Error,
                $"Node {node} is {NodeText.Word(seen.Status)}", node.Name);
        }

        // A node that was away at first sight was never seen to go: it is no alarm, but its return is news.
        var knownToGo = !first
            && (changed || state.ReturningSince is not null || Stands(ConditionType.NodeUnreachable) || Stands(ConditionType.NodeIsolated));
        var since = state.Status == seen.Status ? state.Since : at;
        var stopping = changed && departure is { Planned: true };
        var cutOff = offline && seen.Answers == true && !stopping;

        // Between two polls it may have been shut down and be starting again.
        var mayBeStarting = state.ReturningSince is not null || Stands(ConditionType.NodeUnreachable)
            || (changed && departure is { MayBePlanned: true });
        DateTimeOffset? returning = cutOff && mayBeStarting ? state.ReturningSince ?? at : null;
        evaluation.Add(at - returning < ReturnGrace
            ? NodeAssessments.Away(node, seen, Presence.Unknown, Presence.Unknown, NodeText.Starting, departure)
            : knownToGo
            ? NodeAssessments.Away(node, seen, Holds(offline && !cutOff), Holds(cutOff), reason, departure,
                offline && departure is { Planned: true } && at - since >= PlannedAbsence)
            : offline ? NodeAssessments.Away(node, seen, Presence.Unknown, Presence.Unknown, "it was already offline when first seen")
            : first ? NodeAssessments.Away(node, seen, Presence.Unknown, Presence.Unknown, "first current status of it")
            : NodeAssessments.Away(node, seen, Presence.Absent, Presence.Absent, "the other cluster members reach it"));
        return (
            state.Status == seen.Status && state.ReturningSince == returning && Equals(state.Departure, departure)
                ? state
                : state with { Status = seen.Status, Since = since, ReturningSince = returning, Departure = departure },
            first ? "first current status of it" : changed ? reason : $"still {NodeText.Word(seen.Status)}");

        bool Stands(ConditionType condition) => evaluation.Ledger.Find(condition, entity) is not null;
    }

    // Found once; what could not be read may be read later, and a fence comes minutes after the node went (api-facts §3).
    private static NodeDeparture? Departure(NodeState state, NodeObservation seen) => state.Departure switch
    {
        null or { Kind: NodeDepartureKind.Unknown } => seen.Departure ?? state.Departure,
        { Kind: NodeDepartureKind.Unexplained } when seen.Departure is { Kind: NodeDepartureKind.Fenced } => seen.Departure,
        var known => known,
    };

    private static Presence Holds(bool present) => present ? Presence.Present : Presence.Absent;
}
