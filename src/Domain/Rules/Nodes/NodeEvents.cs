using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Events of a node that stays online: a slow pace, an unobserved reboot, fencing.</summary>
internal static class NodeEvents
{
    /// <summary>Slow metrics are reported after <see cref="NodeTracker.SlowFor"/>.</summary>
    public static NodeState RecordPace(EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen, DateTimeOffset at)
    {
        var since = seen.Pulse.IsSlow switch { true => state.SlowSince ?? at, false => null, null => state.SlowSince };
        evaluation.Add(NodeAssessments.Slow(node, seen, at - since >= NodeTracker.SlowFor));
        return since == state.SlowSince ? state : state with { SlowSince = since };
    }

    /// <summary>Reports a reboot without an observed offline state. An observed one is reported by its transitions.</summary>
    public static NodeState RecordReboot(EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen)
    {
        if (seen.Pulse.RebootedAt is not { } rebooted || rebooted <= (state.RebootedAt ?? DateTimeOffset.MinValue)) return state;
        if (seen.Status == NodeStatus.Online && state.Since < rebooted)
        {
            var planned = seen.Departure is { Planned: true };
            var why = seen.Departure?.Description ?? "for an unknown reason";
            evaluation.Report(
                new(EntityId.Of(node), "boot", "previous", "new", $"its uptime started again between two polls: {why}"),
                planned ? Severity.Info : Severity.Warning, planned ? $"Node {node.Name} was rebooted" : $"Node {node.Name} has rebooted",
                node.Name);
        }

        return state with { RebootedAt = rebooted };
    }

    /// <summary>Reports fencing, which Proxmox HA shows minutes after the node went offline.</summary>
    public static NodeState RecordFence(EvaluationContext evaluation, NodeId node, NodeState state, NodeObservation seen, bool silent)
    {
        var fenced = seen.HaState == "fence";
        if (fenced == state.Fenced) return state;
        if (fenced && !silent)
        {
            evaluation.Report(
                new(EntityId.Of(node), "highAvailability", "unknown", "fence",
                    "Proxmox HA fences it: it starts the guests that it manages there on other nodes"),
                Severity.Error, $"Node {node.Name} is fenced", node.Name);
        }

        return state with { Fenced = fenced };
    }
}
