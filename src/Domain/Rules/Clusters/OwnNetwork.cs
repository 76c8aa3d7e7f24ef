using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>Whom a silence is put down to.</summary>
public enum SilenceVerdict
{
    /// <summary>To the cluster, or nothing is silent.</summary>
    Theirs,

    /// <summary>Not known yet: others have not been heard since.</summary>
    Undecided,

    /// <summary>To the monitor's own network: no cluster answers.</summary>
    Ours,
}

/// <summary>How a cluster was heard last. Order is told by counting, not by a clock.</summary>
/// <param name="AnsweredAt">The count of reports at which it answered last; 0 for never.</param>
/// <param name="SilentFrom">The count at which it fell silent; 0 where it is not silent.</param>
/// <param name="Silences">Polls in a row that no endpoint answered.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PollReport(long AnsweredAt, long SilentFrom, int Silences);

/// <summary>
/// Doubts the monitor before it blames many: where no endpoint of any cluster answers, its own network is down. With a single cluster it
/// cannot tell its own network from the cluster's; then the cluster is blamed, because an alarm too many is better than silence.
/// </summary>
/// <param name="Clusters">Every configured cluster.</param>
/// <param name="Silences">Silent polls in a row after which somebody is blamed.</param>
public sealed record OwnNetwork(ImmutableArray<ClusterName> Clusters, int Silences)
{
    // A cluster whose poll hangs neither answers nor fails; after as long again it counts as silent.
    private const int Tolerance = 2;

    private ImmutableDictionary<ClusterName, PollReport> Reports { get; init; } = ImmutableDictionary<ClusterName, PollReport>.Empty;

    private long Count { get; init; }

    /// <summary>Takes the outcome of a poll in.</summary>
    /// <param name="cluster">Whose.</param>
    /// <param name="answered">True where anything answered, be it a refusal.</param>
    public OwnNetwork Record(ClusterName cluster, bool answered)
    {
        var before = Reports.GetValueOrDefault(cluster);
        var count = Count + 1;
        var hearing = answered ? new PollReport(count, 0, 0)
            : before with { SilentFrom = before.SilentFrom == 0 ? count : before.SilentFrom, Silences = before.Silences + 1 };
        return this with { Count = count, Reports = Reports.SetItem(cluster, hearing) };
    }

    /// <summary>Whom the silence of a cluster is put down to.</summary>
    /// <param name="cluster">The silent one.</param>
    /// <param name="blamed">Whether the own network is blamed already: then it stays so until anything answers.</param>
    public SilenceVerdict Judge(ClusterName cluster, bool blamed)
    {
        var own = Reports.GetValueOrDefault(cluster);
        if (Clusters.Length < 2 || own.Silences == 0) return SilenceVerdict.Theirs;
        if (blamed) return SilenceVerdict.Ours;
        if (own.Silences < Silences) return SilenceVerdict.Undecided;
        var others = Clusters.Where(other => other != cluster).Select(other => Reports.GetValueOrDefault(other)).ToList();
        if (others.Any(other => other.AnsweredAt > own.SilentFrom)) return SilenceVerdict.Theirs;
        return others.All(other => other.Silences > 0) || own.Silences >= Tolerance * Silences ? SilenceVerdict.Ours
            : SilenceVerdict.Undecided;
    }

    /// <summary>
    /// Whom a silence is put down to where this judgement cannot be had in time: not decided at first, so that nobody is blamed falsely,
    /// and to the cluster after twice as many silent polls as blame takes, because an alarm too many is better than silence.
    /// </summary>
    /// <param name="clusters">How many clusters are configured.</param>
    /// <param name="failedPolls">Failed polls of the cluster in a row.</param>
    /// <param name="silences">Silent polls in a row after which somebody is blamed.</param>
    public static SilenceVerdict WithoutReading(int clusters, int failedPolls, int silences) =>
        clusters < 2 || failedPolls == 0 || failedPolls >= Tolerance * silences ? SilenceVerdict.Theirs : SilenceVerdict.Undecided;

    /// <summary>The condition that stands while no cluster answers.</summary>
    public Assessment Assess(bool isolated)
    {
        var reason = isolated
            ? $"none of the {Clusters.Length} clusters answers at any of its endpoints: the monitor's own network is down, or what all of "
                + $"them share; nothing is believed until one answers"
            : Clusters.Length < 2 ? "a single cluster is watched: its silence is put down to itself" : "a cluster answers again";
        return new(
            ConditionType.MonitorIsolated, EntityId.Monitor, isolated ? Presence.Present : Presence.Absent, Severity.Critical,
            "The monitor is cut off from every cluster", reason);
    }
}
