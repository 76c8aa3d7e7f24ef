using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>What becomes known of a node while it stays a member: its pace, a reboot that nobody saw, a fence.</summary>
internal static class NodeEvents
{
    /// <summary>Slow figures are told once they have been slow for <see cref="NodeTracker.SlowFor"/>.</summary>
    public static NodeState NotePace(EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen, DateTimeOffset at)
    {
        var since = seen.Pulse.IsSlow switch { true => state.SlowSince ?? at, false => null, null => state.SlowSince };
        evaluation.Add(NodeAssessments.Slow(node, seen, at - since >= NodeTracker.SlowFor));
        return since == state.SlowSince ? state : state with { SlowSince = since };
    }

    /// <summary>
    /// A node whose uptime began anew without its ever being seen offline. One that was seen to go and come is told of by that.
    /// </summary>
    public static NodeState NoteReboot(EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen)
    {
        if (seen.Pulse.RebootedAt is not { } rebooted || rebooted <= (state.RebootedAt ?? DateTimeOffset.MinValue)) return state;
        if (seen.Status == NodeStatus.Online && state.Since < rebooted)
        {
            var planned = seen.Departure is { Planned: true };
            var why = seen.Departure?.Description ?? "for an unknown reason";
            evaluation.Report(
                new(EntityId.Of(node), "boot", "earlier", "anew", $"its uptime began anew between two polls: {why}"),
                planned ? Severity.Info : Severity.Warning, planned ? $"Node {node} was rebooted" : $"Node {node} has rebooted", node.Name);
        }

        return state with { RebootedAt = rebooted };
    }

    /// <summary>That Proxmox HA fences a node becomes known minutes after it went.</summary>
    public static NodeState NoteFence(EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen, bool silent)
    {
        var fenced = seen.HaState == "fence";
        if (fenced == state.Fenced) return state;
        if (fenced && !silent)
        {
            evaluation.Report(
                new(EntityId.Of(node), "highAvailability", "unknown", "fence",
                    "Proxmox HA fences it: it starts the guests that it manages there on other nodes"),
                Severity.Error, $"Node {node} is fenced", node.Name);
        }

        return state with { Fenced = fenced };
    }
}
