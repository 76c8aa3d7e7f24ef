using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Text;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>
/// Monitors the polls of one cluster: ensures that its tiers tick, measures the age of its polls, and reports when the monitor is blind.
/// </summary>
internal sealed partial class ClusterWatch(
    ClusterName cluster, IGrainFactory grains, MonitorSettings settings, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    // Reporting stores an incident, and the database may be slow. A repeated report makes no duplicate.
    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly ImmutableArray<TierWatch> _tiers =
        [.. Enum.GetValues<Tier>().Select(tier => new TierWatch(cluster, tier, grains, settings, time))];
    private readonly LimitedCall _header = new(time, CheckPeriod, CheckTimeout);
    private readonly LimitedCall _report = new(time, CheckPeriod, ReportTimeout);
    private readonly TimeSpan _limit = BlindnessChecks.Limit(settings.Tiers, Tier.Critical);
    private long _since = time.GetTimestamp();
    private long? _applied;
    private long? _concluded;
    private long? _asking;
    private string? _checkError;

    // Repeated each period, so that the rule's evaluation is as recent as the polls.
    private (Presence Verdict, long At) _reported;

    public ClusterName Cluster => cluster;

    /// <summary>Completes when no call is running.</summary>
    public Task Idle => Task.WhenAll([_header.Running, _report.Running, .. _tiers.Select(tier => tier.Idle)]);

    /// <summary>The age of the cluster's polls.</summary>
    public PollAge Age
    {
        get
        {
            lock (_lock)
            {
                var watched = time.GetElapsedTime(_since) - settings.Tiers.StartupDelay;
                return new()
                {
                    Applied = time.Since(_applied),
                    Concluded = time.Since(_concluded),
                    Watched = watched > TimeSpan.Zero ? watched : TimeSpan.Zero,
                    Asking = time.Since(_asking),
                };
            }
        }
    }

    /// <summary>Restarts: the cluster has moved to this silo.</summary>
    public void Restart()
    {
        foreach (var tier in _tiers) tier.Restart();
        lock (_lock)
            (_since, _applied, _concluded, _asking, _checkError, _reported) = (time.GetTimestamp(), null, null, null, null, default);
    }

    /// <summary>Starts the checks that are due; returns at once.</summary>
    /// <param name="ensureTicking">Whether to start overdue ticks.</param>
    /// <param name="stop">Cancelled when the host stops.</param>
    public void Check(bool ensureTicking, CancellationToken stop)
    {
        foreach (var tier in _tiers) tier.Check(ensureTicking, stop);
        _header.TryStart(grains.Cluster(cluster).Header, ApplyHeader, problem => ApplyError(problem.Message), stop);
        var verdict = BlindnessChecks.Judge(Age, _limit);
        if (verdict != Presence.Unknown && (verdict != _reported.Verdict || time.GetElapsedTime(_reported.At) >= settings.Tiers.Critical))
            _report.TryStart(() => Report(verdict), ApplyReport, problem => LogUntold(log, cluster, problem.Message), stop);
    }

    /// <summary>The overdue tiers.</summary>
    public IEnumerable<OverdueTier> OverdueTiers()
    {
        var age = Age;
        if (BlindnessChecks.Judge(age, _limit) == Presence.Present)
            yield return new(cluster, Tier.Critical, age.Concluded ?? age.Watched, WhyNotPolled());
        foreach (var tier in _tiers.Where(tier => tier.Tier != Tier.Critical))
        {
            if (tier.Overdue() is { } late) yield return late;
        }
    }

    /// <summary>The reason why the cluster is not polled.</summary>
    public string WhyNotPolled()
    {
        string? checkError;
        lock (_lock) checkError = _checkError;
        return checkError is null ? _tiers[0].WhyOverdue() : $"its grain does not answer: {checkError}";
    }

    private async Task<Presence> Report(Presence verdict)
    {
        var age = Age;
        var since = age.Applied is { } applied
            ? $"for {Humanize.Span(applied)}"
            : $"in the {Humanize.Span(age.Watched)} since it is watched";
        var reason = verdict switch
        {
            Presence.Present => $"polls fail inside the monitor: none was applied {since} because {WhyNotPolled()}",
            _ when age.IsOld(_limit) => "polls come to an end again, though Proxmox does not answer them",
            _ => "a poll was applied again",
        };
        await grains.Blindness(cluster).Report(verdict == Presence.Present, reason);
        return verdict;
    }

    private void ApplyHeader(ClusterHeader header, long at)
    {
        lock (_lock)
        {
            // Null from a silo of an older version.
            var age = (PollAge?)header.Age;
            if (age?.Applied is { } applied) _applied = MonotonicTime.Later(_applied, time.Before(at, applied));
            if (age?.Concluded is { } concluded) _concluded = MonotonicTime.Later(_concluded, time.Before(at, concluded));
            _asking = age?.Asking is { } asking ? time.Before(at, asking) : null;
            _checkError = null;
        }
    }

    private void ApplyError(string reason)
    {
        lock (_lock) (_checkError, _asking) = (reason, null);
    }

    private void ApplyReport(Presence verdict, long at)
    {
        lock (_lock) _reported = (verdict, at);
    }

    [LoggerMessage(LogLevel.Warning, "Whether the monitor sees cluster {Cluster} is not known yet; the check is repeated: {Reason}")]
    private static partial void LogUntold(ILogger log, ClusterName cluster, string reason);
}
