using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>Checks of a cluster as a whole.</summary>
public static class ClusterChecks
{
    /// <summary>Unreachable after <see cref="RuleSet.UnreachableAfter"/> failed polls in a row; one successful poll ends it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="failedPolls">Failed polls in a row that are attributed to the cluster; 0 after a successful one, null if the
    /// attribution is unknown.</param>
    /// <param name="failure">The latest failure; null after a successful poll.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="viewers">Other sources that could confirm the outage.</param>
    public static Assessment Reach(
        ClusterName cluster, int? failedPolls, ProbeFailure? failure, RuleSet rules, OtherViewers viewers = default)
    {
        var presence = failedPolls switch
        {
            null => Presence.Unknown,
            0 => Presence.Absent,
            _ => failedPolls >= rules.UnreachableAfter ? Presence.Present : Presence.Unknown,
        };
        var polls = failedPolls == 1 ? "A poll" : $"{Humanize.Count(failedPolls ?? 0, "poll")} in a row";
        var reason = failure is null ? "it answers" : $"{polls} failed. {failure.Description}{SingleViewerNote(viewers)}";
        return new(ConditionType.ClusterUnreachable, EntityId.Of(cluster), presence, Severity.Critical,
            failure is { IsTokenRefused: true } ? $"Token refused by cluster {cluster}" : $"Cluster {cluster} is unreachable", reason)
        {
            Suspected = failedPolls > 0,
            Evidence = [new("failedPolls", failedPolls?.ToString(CultureInfo.InvariantCulture)),
                new("ofPolls", rules.UnreachableAfter.ToString(CultureInfo.InvariantCulture))],
        };
    }

    /// <summary>A cluster must have quorum; a standalone node has none to lose.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="membership">Its members; null if they cannot be read.</param>
    /// <param name="starting">True while the answering member may be starting and does not see the others yet.</param>
    public static Assessment Quorum(ClusterName cluster, ClusterMembership? membership, bool starting = false)
    {
        var presence = membership switch
        {
            null => Presence.Unknown,
            { Quorate: false } => starting ? Presence.Unknown : Presence.Present,
            _ => Presence.Absent,
        };
        var away = membership is null ? "" : string.Join(", ", membership.Nodes.Where(node => !node.Online).Select(node => node.Node));
        var reason = presence == Presence.Present
            ? $"the answering member reaches too few of the others; away: {away}"
            : membership switch
            {
                null => "its members could not be read",
                { Quorate: false } => $"the member that answers has no quorum yet: it may be starting; away: {away}",
                { Quorate: null } => "a standalone node has no quorum to lose",
                _ => "it is quorate",
            };
        return new(ConditionType.QuorumLost, EntityId.Of(cluster), presence, Severity.Critical,
            $"Cluster {cluster} has lost its quorum", reason)
        {
            Evidence = [new("quorate", membership?.Quorate switch { true => "yes", false => "no", null => null }), new("away", away)],
        };
    }

    private static string SingleViewerNote(OtherViewers viewers)
    {
        var alone = viewers.Standalone == true ? " It is a standalone node: this monitor is the only witness." : "";
        return viewers.OnlyCluster
            ? $"{alone} No other cluster is watched, so a failure of the monitor's own network would look the same."
            : alone;
    }
}

/// <summary>Other sources that could confirm that a cluster is unreachable.</summary>
/// <param name="OnlyCluster">True if no other cluster is monitored whose answers would rule out the monitor's own network.</param>
/// <param name="Standalone">True for a standalone node, which has no other members; null if not known.</param>
public readonly record struct OtherViewers(bool OnlyCluster, bool? Standalone);
