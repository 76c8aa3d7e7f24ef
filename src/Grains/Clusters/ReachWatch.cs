using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Keeps the header that shows whether the cluster answers, and evaluates whether the cluster is the cause if it does not.
/// </summary>
internal sealed partial class ReachWatch(
    ClusterName cluster, string silo, IProbe probe, MonitorSettings settings, TimeProvider time, ILogger log)
{
    private const string Answers = "it answers";

    // A member that boots answers before it sees the others.
    private static readonly TimeSpan StartPeriod = TimeSpan.FromMinutes(1);

    // Failed polls in a row that the monitor's own network does not explain.
    private int _blamed;
    private string? _blind;
    private string? _unreadable;
    private DateTimeOffset? _silentUntil;
    private DateTimeOffset? _startingUntil;

    private string Description => (_blind, _unreadable) switch
    {
        (null, null) => Answers,
        (null, { } rows) => $"{Answers}, but {rows}",
        ({ } blind, null) => blind,
        ({ } blind, { } rows) => $"{blind}; {rows}",
    };

    private ClusterHeader _header = ClusterHeader.Waiting with { Silo = silo };

    /// <summary>The header as of now: it turns stale once the latest poll is too old.</summary>
    public ClusterHeader Header => _header.AsOf(Polls.Age, PollAge.Limit(settings.Tiers, Tier.Critical));

    /// <summary>When polls ended.</summary>
    public PollClock Polls { get; } = new(time);

    public static bool Answered(ProbeFailure? failure) => failure is not { IsNoAnswer: true };

    public void RecordPoll(ProbeFailure? failure, TimeSpan duration)
    {
        var failed = failure is null ? 0 : _header.FailedPolls + 1;
        if (failure is not null) LogPollFailed(log, cluster, failed, failure.Message);
        else if (_header.FailedPolls > 0) _silentUntil = time.GetUtcNow();
        _header = _header with
        {
            State = StateAfter(failed),
            Reason = failure is null ? Description : failure.Description,
            LastPollAt = failure is null ? time.GetUtcNow() : _header.LastPollAt,
            PollMs = duration.TotalMilliseconds,
            ApiCallsPerMinute = probe.RequestsInLastMinute(cluster),
            FailedPolls = failed,
            TokenRefused = failure is { IsTokenRefused: true },
        };
    }

    /// <summary>The stage of the latest poll that failed by the monitor's own fault, and why; null if none did.</summary>
    public string? OwnFault { get; private set; }

    /// <summary>Whether the latest poll was answered, but its changes could not be delivered.</summary>
    public bool IsUndelivered { get; private set; }

    /// <summary>The rows of a poll were read and compared, and guests were notified; single guests may have failed.</summary>
    public void RecordApplied() => Polls.Applied();

    /// <summary>The changes of an answer could not be delivered.</summary>
    public void RecordUndelivered() => IsUndelivered = true;

    public void BeginPoll() => (OwnFault, IsUndelivered) = (null, false);

    /// <summary>A stage failed by the monitor's own fault.</summary>
    public void RecordStageFailure(PollStage stage, string reason) => OwnFault = $"{stage.ToString().ToLowerInvariant()}: {reason}";

    /// <summary>What the token may not see, as text; null if nothing is missing.</summary>
    public void RecordVisibility(string? blind)
    {
        _blind = blind;
        if (_header.State is PollState.Ok or PollState.Blind)
            _header = _header with { State = StateAfter(failedPolls: 0), Reason = Description };
    }

    /// <summary>Which rows of the latest answer could not be read, as text; null if all could.</summary>
    public void RecordUnreadable(string? rows)
    {
        if (rows is not null && rows != _unreadable) LogUnreadable(log, cluster, rows);
        _unreadable = rows;
    }

    /// <summary>The last time that the cluster may have been without quorum; null if it was not since the monitor watches it.</summary>
    public DateTimeOffset? WithoutQuorumAt { get; private set; }

    public void RecordMembership(ClusterMembership membership)
    {
        if (membership.Quorate == false || _header.Quorate == false) WithoutQuorumAt = time.GetUtcNow();
        _header = _header with { Quorate = membership.Quorate, ProxmoxName = membership.ProxmoxName };
    }

    public void RecordConditions(ConditionLedger ledger) => _header = _header with { Conditions = ledger.Active };

    /// <summary>Whether the cluster is unreachable. Failed polls that the monitor's own network may explain do not count.</summary>
    public Assessment Judge(ProbeFailure? failure, SilenceVerdict verdict, bool? standalone)
    {
        _blamed = failure is null || verdict == SilenceVerdict.Monitor ? 0 : _blamed + 1;
        var doubtful = failure is not null && verdict != SilenceVerdict.Cluster && !Answered(failure);
        return ClusterChecks.Reach(
            cluster, doubtful ? null : _blamed, failure, settings.Rules, new(settings.Clusters.Length == 1, standalone));
    }

    /// <summary>Whether the cluster has quorum. After it was unreachable it may be starting, and has one minute to reach quorum.</summary>
    public Assessment Quorum(ClusterMembership? membership, DateTimeOffset at)
    {
        var wasSilent = _header.FailedPolls > 0 || at - _silentUntil < StartPeriod;
        if (membership is { Quorate: false }) _startingUntil ??= wasSilent ? at + StartPeriod : at;
        else if (membership is not null) _startingUntil = null;
        return ClusterChecks.Quorum(cluster, membership, at < _startingUntil);
    }

    private PollState StateAfter(int failedPolls) => failedPolls switch
    {
        0 when _blind is null => PollState.Ok,
        0 => PollState.Blind,
        _ when failedPolls < settings.Rules.UnreachableAfter => PollState.Failing,
        _ => PollState.Unreachable,
    };

    [LoggerMessage(LogLevel.Warning, "Cluster {Cluster}: {Rows}")]
    private static partial void LogUnreadable(ILogger log, ClusterName cluster, string rows);

    [LoggerMessage(LogLevel.Warning, "Polling cluster {Cluster} failed, {Times} times in a row: {Reason}")]
    private static partial void LogPollFailed(ILogger log, ClusterName cluster, int times, string reason);
}
