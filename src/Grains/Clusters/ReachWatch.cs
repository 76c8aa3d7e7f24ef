using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Whether the cluster answers, as its header shows it, and whether it is to blame where it does not.</summary>
internal sealed partial class ReachWatch(
    ClusterName cluster, string silo, IProbe probe, MonitorSettings settings, TimeProvider time, ILogger log)
{
    private const string Answers = "it answers";

    // A member that boots answers before it hears the others.
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(1);

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

    /// <summary>The header as it is now: what was seen is believed no longer than its age allows.</summary>
    public ClusterHeader Header => _header.AsOf(Polls.Age, PollAge.Limit(settings.Tiers, Tier.Critical));

    /// <summary>When polls ended.</summary>
    public PollClock Polls { get; } = new(time);

    public static bool Answered(ProbeFailure? failure) => failure is not { IsNoAnswer: true };

    public void NotePoll(ProbeFailure? failure, TimeSpan duration)
    {
        var failed = failure is null ? 0 : _header.FailedPolls + 1;
        if (failure is not null) LogPollFailed(log, cluster, failed, failure.Message);
        else if (_header.FailedPolls > 0) _silentUntil = time.GetUtcNow();
        _header = _header with
        {
            State = failed == 0 ? _blind is null ? ClusterReach.Ok : ClusterReach.Blind
                : failed < settings.Rules.UnreachableAfter ? ClusterReach.Failing : ClusterReach.Unreachable,
            Reason = failure is null ? Description : failure.Description,
            LastPollAt = failure is null ? time.GetUtcNow() : _header.LastPollAt,
            PollMs = duration.TotalMilliseconds,
            ApiCallsPerMinute = probe.RequestsInLastMinute(cluster),
            FailedPolls = failed,
            TokenRefused = failure is { IsTokenRefused: true },
        };
    }

    /// <summary>What failed by the monitor's own fault in the latest poll; null where nothing did.</summary>
    public string? OwnFault { get; private set; }

    /// <summary>True where the latest poll was answered, but what it brought could not be delivered.</summary>
    public bool IsUndelivered { get; private set; }

    /// <summary>A poll was applied: its rows were read and compared, and guests were told, if not every one.</summary>
    public void NoteApplied() => Polls.Applied();

    /// <summary>What the answer brought could not be delivered.</summary>
    public void NoteUndelivered() => IsUndelivered = true;

    /// <summary>A poll begins.</summary>
    public void NoteBegin() => (OwnFault, IsUndelivered) = (null, false);

    /// <summary>A stage failed by the monitor's own fault.</summary>
    public void NoteStageFailure(PollStage stage, string reason) => OwnFault = $"{stage.ToString().ToLowerInvariant()}: {reason}";

    /// <summary>Guests are out of sight, in words, or none is (null).</summary>
    public void NoteSight(string? blind)
    {
        _blind = blind;
        if (_header.State is ClusterReach.Ok or ClusterReach.Blind)
            _header = _header with { State = blind is null ? ClusterReach.Ok : ClusterReach.Blind, Reason = Description };
    }

    /// <summary>Rows of the latest answer could not be read, in words, or all could (null).</summary>
    public void NoteUnreadable(string? rows)
    {
        if (rows is not null && rows != _unreadable) LogUnreadable(log, cluster, rows);
        _unreadable = rows;
    }

    public void NoteMembership(ClusterMembership membership) =>
        _header = _header with { Quorate = membership.Quorate, ProxmoxName = membership.ProxmoxName };

    public void NoteConditions(ConditionLedger ledger) => _header = _header with { Conditions = ledger.Active };

    /// <summary>Not blamed while the monitor's own network may be the cause.</summary>
    public Assessment Judge(ProbeFailure? failure, SilenceVerdict verdict, bool? standalone)
    {
        _blamed = failure is null || verdict == SilenceVerdict.Ours ? 0 : _blamed + 1;
        var doubtful = failure is not null && verdict != SilenceVerdict.Theirs && !Answered(failure);
        return ClusterChecks.Reach(
            cluster, doubtful ? null : _blamed, failure, settings.Rules, new(settings.Clusters.Length == 1, standalone));
    }

    /// <summary>
    /// Whether the cluster has quorum. One that answers after a silence and has none yet may be starting: that is waited for, but once
    /// only.
    /// </summary>
    public Assessment Quorum(ClusterMembership? membership, DateTimeOffset at)
    {
        var wasSilent = _header.FailedPolls > 0 || at - _silentUntil < Starting;
        if (membership is { Quorate: false }) _startingUntil ??= wasSilent ? at + Starting : at;
        else if (membership is not null) _startingUntil = null;
        return ClusterChecks.Quorum(cluster, membership, at < _startingUntil);
    }

    [LoggerMessage(LogLevel.Warning, "Of cluster {Cluster} {Rows}")]
    private static partial void LogUnreadable(ILogger log, ClusterName cluster, string rows);

    [LoggerMessage(LogLevel.Warning, "Polling cluster {Cluster} failed, {Times} times in a row: {Reason}")]
    private static partial void LogPollFailed(ILogger log, ClusterName cluster, int times, string reason);
}
