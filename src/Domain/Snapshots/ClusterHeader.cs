using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>How a cluster as a whole is.</summary>
[GenerateSerializer, Immutable, Alias("cluster-header")]
public sealed record ClusterHeader
{
    /// <summary>Whether it answers.</summary>
    [Id(0)] public required ClusterReach State { get; init; }

    /// <summary>Why, in words a person can act on.</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>When it last answered; null for never.</summary>
    [Id(2)] public DateTimeOffset? LastPollAt { get; init; }

    /// <summary>How long the latest poll took, milliseconds.</summary>
    [Id(3)] public double PollMs { get; init; }

    /// <summary>Requests to it in the last minute.</summary>
    [Id(4)] public int ApiCallsPerMinute { get; init; }

    /// <summary>Failed polls in a row.</summary>
    [Id(5)] public int FailedPolls { get; init; }

    /// <summary>Whether it has quorum; null where unknown or standalone.</summary>
    [Id(6)] public bool? Quorate { get; init; }

    /// <summary>Its name in Proxmox; null for a standalone node or where unknown.</summary>
    [Id(7)] public string? ProxmoxName { get; init; }

    /// <summary>
    /// What stands on the cluster as a whole, its shared storages, and its guests' and nodes' backups and replication, which are judged for
    /// the whole cluster.
    /// </summary>
    [Id(8)] public ImmutableArray<ActiveCondition> Conditions { get; init; } = [];

    /// <summary>The silo that watches it now.</summary>
    [Id(9)] public string? Silo { get; init; }

    /// <summary>How long ago it was polled when this was handed out.</summary>
    [Id(10)] public PollAge Age { get; init; } = new();

    /// <summary>True where the latest poll failed because Proxmox refused the token: the cluster is there, but cannot be read.</summary>
    [Id(11)] public bool TokenRefused { get; init; }

    /// <summary>Before the first poll.</summary>
    public static ClusterHeader Waiting { get; } = new() { State = ClusterReach.Waiting, Reason = "waiting for the first poll" };

    /// <summary>Why what is shown is old, in words; null where it is not, or nothing was seen yet.</summary>
    public string? WhyStale => State switch
    {
        ClusterReach.Failing or ClusterReach.Unreachable when TokenRefused => $"the cluster refuses the token: {Reason}",
        ClusterReach.Failing or ClusterReach.Unreachable => $"the cluster does not answer: {Reason}",
        ClusterReach.Stale => Reason,
        _ => null,
    };

    /// <summary>
    /// The header as it is to be shown at an age. The one rule of freshness: whatever the state that was told last, it is no longer
    /// believed when no poll was applied for three periods. A cluster that Proxmox' side keeps from being polled stays as it is, as long as
    /// that is known anew.
    /// </summary>
    /// <param name="age">How long ago it was polled.</param>
    /// <param name="limit">From which age on it is stale (<see cref="PollAge.Limit(TimeSpan)"/>).</param>
    /// <param name="because">Why, in words; null where that is not known.</param>
    public ClusterHeader AsOf(PollAge age, TimeSpan limit, string? because = null)
    {
        var stale = age.IsMissing(limit)
            || (age.IsOld(limit) && State is ClusterReach.Waiting or ClusterReach.Ok or ClusterReach.Blind or ClusterReach.Stale);
        if (!stale) return this with { Age = age };
        var last = age.Applied is { } applied ? $"last poll applied {Humanize.Span(applied)} ago"
            : $"no poll applied in the {Humanize.Span(age.Watched)} since it is watched";
        return this with
        {
            Age = age,
            State = LastPollAt is null ? ClusterReach.Waiting : ClusterReach.Stale,
            Reason = because is null ? last : $"{last} because {because}",
        };
    }

    /// <summary>How the cluster is, as people are told: a poll that works says nothing about what stands.</summary>
    /// <param name="worst">The worst that stands on it and everything in it; null where nothing does.</param>
    public ClusterHealth HealthWith(Severity? worst) => (State, worst) switch
    {
        (ClusterReach.Stale, _) or (_, Severity.Critical) => ClusterHealth.Critical,
        (_, Severity.Error) => ClusterHealth.Error,
        (_, Severity.Warning) => ClusterHealth.Warning,
        (_, Severity.Info) => ClusterHealth.Info,
        (ClusterReach.Ok, null) => ClusterHealth.Ok,
        _ => ClusterHealth.Unknown,
    };

    /// <summary>How far what is shown of the cluster as a whole may be believed: stale while guests are out of sight.</summary>
    public Freshness Freshness => State == ClusterReach.Blind ? Freshness.Stale : FreshnessOn(NodeStatus.Online);

    /// <summary>How far a node's and its guests' rows may be believed.</summary>
    public Freshness FreshnessOn(NodeEntry node) => FreshnessOn(node.Believed);

    /// <summary>How far rows on a node in this state may be believed.</summary>
    public Freshness FreshnessOn(NodeStatus node) => (State, node) switch
    {
        (ClusterReach.Waiting, _) => Freshness.Unknown,
        (ClusterReach.Ok or ClusterReach.Blind, NodeStatus.Online) => Freshness.Fresh,
        _ => Freshness.Stale,
    };
}

/// <summary>Whether a cluster answers.</summary>
public enum ClusterReach
{
    /// <summary>Not polled yet.</summary>
    Waiting,

    /// <summary>The latest poll worked.</summary>
    Ok,

    /// <summary>The latest poll failed; not often enough to alarm.</summary>
    Failing,

    /// <summary>It failed several times in a row.</summary>
    Unreachable,

    /// <summary>The latest poll worked, but guests are out of sight because the token lost a right.</summary>
    Blind,

    /// <summary>No poll was applied for three periods, by the monitor's own fault: what is shown is old.</summary>
    Stale,
}
