using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>The state of a cluster as a whole.</summary>
[GenerateSerializer, Immutable, Alias("cluster-header")]
public sealed record ClusterHeader
{
    /// <summary>How current its data is.</summary>
    [Id(0)] public required PollState State { get; init; }

    /// <summary>The reason, for people.</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>When it last answered; null for never.</summary>
    [Id(2)] public DateTimeOffset? LastPollAt { get; init; }

    /// <summary>Duration of the latest poll, milliseconds.</summary>
    [Id(3)] public double PollMs { get; init; }

    /// <summary>Requests in the last minute.</summary>
    [Id(4)] public int ApiCallsPerMinute { get; init; }

    /// <summary>Failed polls in a row.</summary>
    [Id(5)] public int FailedPolls { get; init; }

    /// <summary>Whether it has quorum; null if unknown or standalone.</summary>
    [Id(6)] public bool? Quorate { get; init; }

    /// <summary>Its name in Proxmox; null if standalone or unknown.</summary>
    [Id(7)] public string? ProxmoxName { get; init; }

    /// <summary>
    /// Active conditions of the cluster, its shared storages, and its guests' and nodes' backups and replication, which are evaluated per
    /// cluster.
    /// </summary>
    [Id(8)] public ImmutableArray<ActiveCondition> Conditions { get; init; } = [];

    /// <summary>The silo that monitors it.</summary>
    [Id(9)] public string? Silo { get; init; }

    /// <summary>The time since its polls when the header was returned.</summary>
    [Id(10)] public PollAge Age { get; init; } = new();

    /// <summary>True if the latest poll failed because Proxmox refused the token.</summary>
    [Id(11)] public bool TokenRefused { get; init; }

    /// <summary>Before the first poll.</summary>
    public static ClusterHeader Waiting { get; } = new() { State = PollState.Waiting, Reason = "waiting for the first poll" };

    /// <summary>Why the data is old, as text; null if it is not, or if there is none yet.</summary>
    public string? WhyStale => State switch
    {
        PollState.Failing or PollState.Unreachable when TokenRefused => $"the cluster refuses the token: {Reason}",
        PollState.Failing or PollState.Unreachable => $"the cluster does not answer: {Reason}",
        PollState.Stale => Reason,
        _ => null,
    };

    /// <summary>
    /// The header for display at an age. The only rule by age: without an applied poll for three periods, the last state no longer
    /// counts. A poll failure caused by Proxmox keeps the state while polls keep ending.
    /// </summary>
    /// <param name="age">The time since its polls.</param>
    /// <param name="limit">The age limit (<see cref="PollAge.Limit(TimeSpan)"/>).</param>
    /// <param name="because">The reason, as text; null if not known.</param>
    public ClusterHeader AsOf(PollAge age, TimeSpan limit, string? because = null)
    {
        var stale = age.IsMissing(limit)
            || (age.IsOld(limit) && State is PollState.Waiting or PollState.Ok or PollState.Blind or PollState.Stale);
        if (!stale) return this with { Age = age };
        var last = age.Applied is { } applied
            ? $"last poll applied {Humanize.Span(applied)} ago"
            : $"no poll applied in the {Humanize.Span(age.Watched)} since it is watched";
        return this with
        {
            Age = age,
            State = LastPollAt is null ? PollState.Waiting : PollState.Stale,
            Reason = because is null ? last : $"{last} because {because}",
        };
    }

    /// <summary>The cluster's health as people see it: a successful poll says nothing about active conditions.</summary>
    /// <param name="worst">The worst severity of all active conditions in the cluster; null if none is active.</param>
    public ClusterHealth HealthWith(Severity? worst) => (State, worst) switch
    {
        (PollState.Stale, _) or (_, Severity.Critical) => ClusterHealth.Critical,
        (_, Severity.Error) => ClusterHealth.Error,
        (_, Severity.Warning) => ClusterHealth.Warning,
        (_, Severity.Info) => ClusterHealth.Info,
        (PollState.Ok, null) => ClusterHealth.Ok,
        _ => ClusterHealth.Unknown,
    };

    /// <summary>How far data about the cluster as a whole can be trusted; stale while guests are not visible.</summary>
    public Freshness Freshness => State == PollState.Blind ? Freshness.Stale : FreshnessOn(NodeStatus.Online);

    /// <summary>How far rows of a node and its guests can be trusted.</summary>
    public Freshness FreshnessOn(NodeEntry node) => FreshnessOn(node.Believed);

    /// <summary>How far rows of a node in this state can be trusted.</summary>
    public Freshness FreshnessOn(NodeStatus node) => (State, node) switch
    {
        (PollState.Waiting, _) => Freshness.Unknown,
        (PollState.Ok or PollState.Blind, NodeStatus.Online) => Freshness.Fresh,
        _ => Freshness.Stale,
    };
}

/// <summary>How current a cluster's data is, and why.</summary>
public enum PollState
{
    /// <summary>Not polled yet.</summary>
    Waiting,

    /// <summary>The latest poll succeeded.</summary>
    Ok,

    /// <summary>The latest poll failed, but not often enough for an alarm.</summary>
    Failing,

    /// <summary>Several polls in a row failed.</summary>
    Unreachable,

    /// <summary>The latest poll succeeded, but guests are not visible because the token lost a privilege.</summary>
    Blind,

    /// <summary>No poll was applied for three periods because of the monitor itself; the data is old.</summary>
    Stale,
}
