using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Evaluates a node's row. Offline needs two confirmations: members that have quorum, and the node itself.</summary>
public static class NodeTracker
{
    // A booting node answers before corosync connects; it is returning, not isolated. A node that shuts down answers after corosync has
    // stopped.
    private static readonly TimeSpan ReturnGrace = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a cleanly shut down node may be offline before that is critical; a server with much memory boots for ten minutes.
    /// </summary>
    public static TimeSpan PlannedAbsence { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a node's metrics must be slow before it is reported; shorter phases are only a busy moment.</summary>
    public static TimeSpan SlowFor { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Applies an observation. Unknown is neither offline nor online.</summary>
    /// <param name="node">The node.</param>
    /// <param name="last">The last known state; null at the first observation.</param>
    /// <param name="seen">The row, and the node's own answers.</param>
    /// <param name="at">When the row was read.</param>
    /// <param name="admit">Applies configured switches to an assessment; null for none.</param>
    public static NodeVerdict Observe(
        NodeId node, NodeState? last, NodeObservation seen, DateTimeOffset at, Func<Assessment, Assessment>? admit = null)
    {
        var evaluation = new EvaluationContext((last ?? new() { Status = seen.Status, Since = at }).Ledger, at, admit);
        evaluation.Add(NodeAssessments.Freeze(node, seen));
        var (next, reason) = last is null
            ? (new NodeState { Status = seen.Status, Since = at }, "first observation: there is nothing to compare with")
            : Confirm(evaluation, node, last, seen, at);
        next = NodeEvents.RecordPace(evaluation, node, next, seen, at);
        next = NodeEvents.RecordReboot(evaluation, node, next, seen);
        next = NodeEvents.RecordFence(evaluation, node, next, seen, silent: last is null);
        return new(ReferenceEquals(evaluation.Ledger, next.Ledger) ? next : next with { Ledger = evaluation.Ledger }, reason)
        {
            Assessments = evaluation.Assessments
        };
    }

    /// <summary>
    /// What each rule says about a row in the current state, without applying it: the same decision as <see cref="Observe"/>.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="state">The last known state.</param>
    /// <param name="seen">The latest row, and the node's own last answers.</param>
    /// <param name="at">When the row was read.</param>
    /// <param name="admit">Applies configured switches to an assessment; null for none.</param>
    public static ImmutableArray<RuleEvaluation> Explain(
        NodeId node, NodeState state, NodeObservation seen, DateTimeOffset at, Func<Assessment, Assessment>? admit = null) =>
        [.. Observe(node, state, seen, at, admit).Assessments.Select(assessment => RuleEvaluation.Of(assessment, state.Ledger, at))];

    /// <summary>Whether the reason for going offline or rebooting is needed and not known yet.</summary>
    /// <param name="last">The last known state; null at the first observation, when nothing is read.</param>
    /// <param name="seen">The observation.</param>
    public static bool NeedsDeparture(NodeState? last, NodeObservation seen) => last is not null && seen.Status switch
    {
        NodeStatus.Offline when seen.Doubt is null =>
            last.Status != NodeStatus.Offline || last.Departure is { Kind: NodeDepartureKind.Unknown }
            || (seen.HaState == "fence" && last.Departure is { Kind: NodeDepartureKind.Unexplained }),
        NodeStatus.Online => seen.Pulse.RebootedAt > (last.RebootedAt ?? DateTimeOffset.MinValue),
        _ => false,
    };

    /// <summary>Whether the membership must be read: the row has no status, and the node was offline.</summary>
    /// <param name="last">The last known state; null at the first observation.</param>
    /// <param name="seen">The observation.</param>
    public static bool NeedsMembership(NodeState? last, NodeObservation seen) =>
        seen.Status == NodeStatus.Unknown && last is { Status: NodeStatus.Offline };

    private static (NodeState Next, string Reason) Confirm(
        EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen, DateTimeOffset at)
    {
        // A node that the members reach is online, even if it publishes nothing yet.
        if (seen is { Status: NodeStatus.Unknown, ReachedByMembers: true } && state.Status == NodeStatus.Offline)
            seen = seen with { Status = NodeStatus.Online };
        var offline = seen.Status == NodeStatus.Offline;

        // Every member reports itself online, so both going offline and returning need a member with quorum.
        var doubt = offline || state.Status == NodeStatus.Offline ? seen.Doubt : null;
        if (seen.Status == NodeStatus.Unknown || doubt is not null)
        {
            var why = doubt ?? NodeText.NoStatus;
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
            var change = new StateChange(entity, "status", NodeText.Lower(state.Status), NodeText.Lower(seen.Status), reason);
            evaluation.Report(change, SeverityOf(offline, departure), $"Node {node.Name} is {NodeText.Lower(seen.Status)}", node.Name);
        }

        // A node that was offline at the first observation raises no alarm, but its return is reported.
        var transitionObserved = !first && (changed || state.ReturningSince is not null
            || IsActive(ConditionType.NodeUnreachable) || IsActive(ConditionType.NodeIsolated));
        var since = state.Status == seen.Status ? state.Since : at;
        var stopping = changed && departure is { Planned: true };
        var isolated = offline && seen.Answers == true && !stopping;

        // It may have been shut down and started again between two polls.
        var mayBeStarting = state.ReturningSince is not null || IsActive(ConditionType.NodeUnreachable)
            || (changed && departure is { MayBePlanned: true });
        DateTimeOffset? returning = isolated && mayBeStarting ? state.ReturningSince ?? at : null;
        var overdue = offline && departure is { Planned: true } && at - since >= PlannedAbsence;
        evaluation.Add((Starting: at - returning < ReturnGrace, transitionObserved, offline, first) switch
        {
            (true, _, _, _) => NodeAssessments.Away(node, seen, Presence.Unknown, Presence.Unknown, NodeText.Starting, departure),
            (_, true, _, _) =>
                NodeAssessments.Away(node, seen, ToPresence(offline && !isolated), ToPresence(isolated), reason, departure, overdue),
            (_, _, true, _) =>
                NodeAssessments.Away(node, seen, Presence.Unknown, Presence.Unknown, "it was already offline when first seen"),
            (_, _, _, true) => NodeAssessments.Away(node, seen, Presence.Unknown, Presence.Unknown, NodeText.FirstStatus),
            _ => NodeAssessments.Away(node, seen, Presence.Absent, Presence.Absent, "the other cluster members reach it"),
        });
        var next = state.Status == seen.Status && state.ReturningSince == returning && Equals(state.Departure, departure)
            ? state
            : state with { Status = seen.Status, Since = since, ReturningSince = returning, Departure = departure };
        var summary = changed ? reason : $"still {NodeText.Lower(seen.Status)}";
        return (next, first ? NodeText.FirstStatus : summary);

        bool IsActive(ConditionType condition) => evaluation.Ledger.Find(condition, entity) is not null;
    }

    private static Severity SeverityOf(bool offline, NodeDeparture? departure)
    {
        if (!offline) return Severity.Info;
        return departure is { Planned: true } ? Severity.Warning : Severity.Error;
    }

    // Determined once. A failed read may succeed later, and fencing shows minutes after the node went offline (api-facts §3).
    private static NodeDeparture? Departure(NodeState state, NodeObservation seen) => state.Departure switch
    {
        null or { Kind: NodeDepartureKind.Unknown } => seen.Departure ?? state.Departure,
        { Kind: NodeDepartureKind.Unexplained } when seen.Departure is { Kind: NodeDepartureKind.Fenced } => seen.Departure,
        var known => known,
    };

    private static Presence ToPresence(bool present) => present ? Presence.Present : Presence.Absent;
}
