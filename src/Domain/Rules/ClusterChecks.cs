using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Judges a cluster as a whole.</summary>
public static class ClusterChecks
{
    /// <summary>Unreachable after <see cref="RuleSet.UnreachableAfter"/> failed polls in a row, and not before; one that works ends it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="failedPolls">Failed polls in a row; 0 after one that worked.</param>
    /// <param name="failure">The latest failure; null after a poll that worked.</param>
    /// <param name="rules">The rules in force.</param>
    public static Assessment Reach(ClusterName cluster, int failedPolls, ProbeFailure? failure, RuleSet rules)
    {
        var presence = failedPolls == 0 ? Presence.Absent : failedPolls >= rules.UnreachableAfter ? Presence.Present : Presence.Unknown;
        var reason = failure is null
            ? "it answers"
            : string.Create(CultureInfo.InvariantCulture, $"{failedPolls} polls in a row failed. {failure.Message} {failure.Advice}");
        return new(ConditionType.ClusterUnreachable, EntityId.Of(cluster), presence, Severity.Critical, $"Cluster {cluster} is unreachable", reason);
    }

    /// <summary>A cluster must be quorate; a standalone node has no quorum to lose.</summary>
    public static Assessment Quorum(ClusterName cluster, ClusterMembership? membership)
    {
        var presence = membership switch { null => Presence.Unknown, { Quorate: false } => Presence.Present, _ => Presence.Absent };
        var away = membership is null ? "" : string.Join(", ", membership.Nodes.Where(node => !node.Online).Select(node => node.Node));
        var reason = presence == Presence.Present ? $"the answering member hears too few of the others; away: {away}" : "it is quorate";
        return new(ConditionType.QuorumLost, EntityId.Of(cluster), presence, Severity.Critical, $"Cluster {cluster} has lost its quorum", reason);
    }
}
