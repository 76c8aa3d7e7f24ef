using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>The cause to which missing answers are attributed.</summary>
public enum SilenceVerdict
{
    /// <summary>The cluster, or it answers.</summary>
    Cluster,

    /// <summary>Not known yet: no other cluster was polled since.</summary>
    Undecided,

    /// <summary>The monitor's own network: no cluster answers.</summary>
    Monitor,
}

/// <summary>The latest poll results of a cluster. Order is by counter, not by clock.</summary>
/// <param name="AnsweredAt">Counter of the last report with an answer; 0 for never.</param>
/// <param name="SilentFrom">Counter of the first report without an answer; 0 if it answers.</param>
/// <param name="SilentPolls">Polls in a row without an answer from any endpoint.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PollReport(long AnsweredAt, long SilentFrom, int SilentPolls);

/// <summary>
/// Attributes missing answers. If no endpoint of any cluster answers, the monitor's own network is down. With a single cluster the two
/// cannot be distinguished; then the cluster is reported, because a false alarm is better than none.
/// </summary>
/// <param name="Clusters">All watched clusters.</param>
/// <param name="SilentLimit">Polls in a row without an answer after which the cause is decided.</param>
public sealed record OwnNetwork(ImmutableArray<ClusterName> Clusters, int SilentLimit)
{
    // A hanging poll neither answers nor fails; after twice the limit it counts as silent.
    private const int SilentLimitFactor = 2;

    private ImmutableDictionary<ClusterName, PollReport> Reports { get; init; } = ImmutableDictionary<ClusterName, PollReport>.Empty;

    private long Count { get; init; }

    /// <summary>With other clusters; what was reported of clusters that are not among them is forgotten.</summary>
    /// <param name="clusters">All watched clusters.</param>
    public OwnNetwork Of(ImmutableArray<ClusterName> clusters) => clusters == Clusters
        ? this
        : this with { Clusters = clusters, Reports = Reports.RemoveRange(Reports.Keys.Except(clusters)) };

    /// <summary>Records the result of a poll.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="answered">True for any answer, even a refusal.</param>
    public OwnNetwork Record(ClusterName cluster, bool answered)
    {
        var before = Reports.GetValueOrDefault(cluster);
        var count = Count + 1;
        var silentFrom = before.SilentFrom == 0 ? count : before.SilentFrom;
        var report = answered ? new(count, 0, 0) : before with { SilentFrom = silentFrom, SilentPolls = before.SilentPolls + 1 };
        return this with { Count = count, Reports = Reports.SetItem(cluster, report) };
    }

    /// <summary>The cause of missing answers of a cluster.</summary>
    /// <param name="cluster">The cluster that does not answer.</param>
    /// <param name="isolated">Whether the own network is the active cause. It stays so until any cluster answers.</param>
    public SilenceVerdict Judge(ClusterName cluster, bool isolated)
    {
        var own = Reports.GetValueOrDefault(cluster);
        if (Clusters.Length < 2 || own.SilentPolls == 0) return SilenceVerdict.Cluster;
        if (isolated) return SilenceVerdict.Monitor;
        if (own.SilentPolls < SilentLimit) return SilenceVerdict.Undecided;
        var others = Clusters.Where(other => other != cluster).Select(other => Reports.GetValueOrDefault(other)).ToList();
        if (others.Any(other => other.AnsweredAt > own.SilentFrom)) return SilenceVerdict.Cluster;
        return others.All(other => other.SilentPolls > 0) || own.SilentPolls >= SilentLimitFactor * SilentLimit
            ? SilenceVerdict.Monitor
            : SilenceVerdict.Undecided;
    }

    /// <summary>
    /// The cause while the other clusters' results are not available in time. Undecided at first, to avoid false alarms. The cluster after
    /// twice the limit, because a false alarm is better than none.
    /// </summary>
    /// <param name="clusters">The number of configured clusters.</param>
    /// <param name="failedPolls">Failed polls of the cluster in a row.</param>
    /// <param name="silences">Polls in a row without an answer after which the cause is decided.</param>
    public static SilenceVerdict JudgeWithoutOthers(int clusters, int failedPolls, int silences) =>
        clusters < 2 || failedPolls == 0 || failedPolls >= SilentLimitFactor * silences ? SilenceVerdict.Cluster : SilenceVerdict.Undecided;

    /// <summary>The condition that is active while no cluster answers.</summary>
    public Assessment Assess(bool isolated)
    {
        var reason = (isolated, Clusters.Length) switch
        {
            (true, _) => $"none of the {Clusters.Length} clusters answers at any of its endpoints: "
                + "the monitor's own network is down, or what all of them share; nothing is believed until one answers",
            (_, 0) => "no cluster is watched any more",
            (_, < 2) => "a single cluster is watched: its silence is put down to itself",
            _ => "a cluster answers again",
        };
        return new(
            ConditionType.MonitorIsolated, EntityId.Monitor, isolated ? Presence.Present : Presence.Absent, Severity.Critical,
            "The monitor is cut off from every cluster", reason);
    }
}
