using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>Judges a cluster as a whole.</summary>
public static class ClusterChecks
{
    /// <summary>
    /// Unreachable after <see cref="RuleSet.UnreachableAfter"/> failed polls in a row, and not before; one that works ends it.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="failedPolls">Failed polls in a row that are put down to it; 0 after one that worked, null where it cannot be told whom
    /// they are put down to.</param>
    /// <param name="failure">The latest failure; null after a poll that worked.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="witnesses">Who else could speak for it.</param>
    public static Assessment Reach(
        ClusterName cluster, int? failedPolls, ProbeFailure? failure, RuleSet rules, OtherViewers witnesses = default)
    {
        var presence = failedPolls switch
        {
            null => Presence.Unknown,
            0 => Presence.Absent,
            _ when failedPolls >= rules.UnreachableAfter =>
            Presence.Present,
            _ => Presence.Unknown
        };
        var reason = failure is null
            ? "it answers"
            : string.Create(
            CultureInfo.InvariantCulture,
            $"{(failedPolls == 1 ? "A poll" : $"{Humanize.Count(failedPolls ?? 0, "poll")} in a row")} failed. "
                + $"{failure.Description}{Doubts(witnesses)}");
        return new(ConditionType.ClusterUnreachable, EntityId.Of(cluster), presence, Severity.Critical,
            failure is { IsTokenRefused: true } ? $"Token refused by cluster {cluster}" : $"Cluster {cluster} is unreachable", reason)
        {
            Suspected = failedPolls > 0,
            Evidence = [new("failedPolls", failedPolls?.ToString(CultureInfo.InvariantCulture)),
                new("ofPolls", rules.UnreachableAfter.ToString(CultureInfo.InvariantCulture))],
        };
    }

    /// <summary>A cluster must be quorate; a standalone node has no quorum to lose.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="membership">Its members; null where they cannot be read.</param>
    /// <param name="starting">True while the member that answers may be starting, and hear the others only in a moment.</param>
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

    private static string Doubts(OtherViewers witnesses)
    {
        var alone = witnesses.Standalone == true ? " It is a standalone node: this monitor is the only witness." : "";
        return witnesses.OnlyCluster
            ? $"{alone} No other cluster is watched, so a failure of the monitor's own network would look the same." : alone;
    }
}

/// <summary>Who else could speak for a cluster that does not answer.</summary>
/// <param name="OnlyCluster">True where no other cluster is watched, whose answer would clear the monitor's own network.</param>
/// <param name="Standalone">True for a single node without members that could speak for it; null where not known.</param>
public readonly record struct OtherViewers(bool OnlyCluster, bool? Standalone);
