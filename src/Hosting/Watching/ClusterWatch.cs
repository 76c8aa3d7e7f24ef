using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Text;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>Watches over the polls of one cluster: looks after its ticks, knows the age of its polls, and has it told when the monitor is blind.</summary>
internal sealed partial class ClusterWatch(ClusterName cluster, IGrainFactory grains, MonitorSettings settings, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    // An incident is written; the database may be slow, and what is asked again is not told twice.
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly ImmutableArray<TierWatch> _tiers = [.. Enum.GetValues<Tier>().Select(tier => new TierWatch(cluster, tier, grains, settings, time))];
    private readonly LimitedCall _header = new(time, Often, Timeout);
    private readonly LimitedCall _report = new(time, Often, PublishTimeout);
    private readonly TimeSpan _limit = BlindnessChecks.Limit(settings.Tiers, Tier.Critical);
    private long _since = time.GetTimestamp();
    private long? _applied;
    private long? _concluded;
    private long? _asking;
    private string? _silence;

    // Said again with each period, so that the rule is as new as what it judges.
    private (Presence Verdict, long At) _reported;

    public ClusterName Cluster => cluster;

    /// <summary>Ends when nothing is asked any more.</summary>
    public Task Idle => Task.WhenAll([_header.Running, _report.Running, .. _tiers.Select(tier => tier.Idle)]);

    /// <summary>How long ago it was polled.</summary>
    public PollAge Age
    {
        get
        {
            lock (_lock)
            {
                var watched = time.GetElapsedTime(_since) - settings.Tiers.StartupDelay;
                return new() { Applied = time.Since(_applied), Concluded = time.Since(_concluded), Watched = watched > TimeSpan.Zero ? watched : TimeSpan.Zero, Asking = time.Since(_asking) };
            }
        }
    }

    /// <summary>Begins anew: the cluster has come to this silo.</summary>
    public void Begin()
    {
        foreach (var tier in _tiers) tier.Begin();
        lock (_lock) (_since, _applied, _concluded, _asking, _silence, _reported) = (time.GetTimestamp(), null, null, null, null, default);
    }

    /// <summary>Looks at everything; returns at once.</summary>
    /// <param name="ensureTicking">Whether ticks that are overdue are made up for.</param>
    /// <param name="stop">The host stops.</param>
    public void Check(bool ensureTicking, CancellationToken stop)
    {
        foreach (var tier in _tiers) tier.Check(ensureTicking, stop);
        _header.Begin(grains.Cluster(cluster).Header, Heard, problem => Silent(problem.Message), stop);
        var verdict = BlindnessChecks.Judge(Age, _limit);
        if (verdict != Presence.Unknown && (verdict != _reported.Verdict || time.GetElapsedTime(_reported.At) >= settings.Tiers.Critical)) _report.Begin(() => Report(verdict), Reported, problem => LogUntold(log, cluster, problem.Message), stop);
    }

    /// <summary>The tiers that are late.</summary>
    public IEnumerable<OverdueTier> Late()
    {
        var age = Age;
        if (BlindnessChecks.Judge(age, _limit) == Presence.Present) yield return new(cluster, Tier.Critical, age.Concluded ?? age.Watched, Why());
        foreach (var tier in _tiers.Where(tier => tier.Tier != Tier.Critical))
        {
            if (tier.Late() is { } late) yield return late;
        }
    }

    /// <summary>Why it is not polled, in words.</summary>
    public string Why()
    {
        string? silence;
        lock (_lock) silence = _silence;
        return silence is null ? _tiers[0].Why() : $"its grain does not answer: {silence}";
    }

    private async Task<Presence> Report(Presence verdict)
    {
        var age = Age;
        var since = age.Applied is { } applied ? $"for {Humanize.Span(applied)}" : $"in the {Humanize.Span(age.Watched)} since it is watched";
        await grains.Blindness(cluster).Report(
            verdict == Presence.Present,
            verdict == Presence.Present ? $"polls fail inside the monitor: none was applied {since} because {Why()}"
            : age.IsOld(_limit) ? "polls come to an end again, though Proxmox does not answer them"
            : "a poll was applied again");
        return verdict;
    }

    private void Heard(ClusterHeader header, long at)
    {
        lock (_lock)
        {
            // Null from a silo of an earlier version.
            var age = (PollAge?)header.Age;
            if (age?.Applied is { } applied) _applied = MonotonicTime.Later(_applied, time.Before(at, applied));
            if (age?.Concluded is { } concluded) _concluded = MonotonicTime.Later(_concluded, time.Before(at, concluded));
            _asking = age?.Asking is { } asking ? time.Before(at, asking) : null;
            _silence = null;
        }
    }

    private void Silent(string reason)
    {
        lock (_lock) (_silence, _asking) = (reason, null);
    }

    private void Reported(Presence verdict, long at)
    {
        lock (_lock) _reported = (verdict, at);
    }

    [LoggerMessage(LogLevel.Warning, "Whether the monitor sees cluster {Cluster} is not known yet; it is tried again: {Reason}")]
    private static partial void LogUntold(ILogger log, ClusterName cluster, string reason);
}
