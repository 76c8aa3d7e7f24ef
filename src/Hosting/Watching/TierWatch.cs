using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Text;
using OrleansMonitor.Grains.Polling;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>Looks after the ticks of one tier of one cluster: has one begin that is overdue, and knows how long ago one ended well.</summary>
internal sealed class TierWatch(ClusterName cluster, Tier tier, IGrainFactory grains, MonitorSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Quickest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly LimitedCall _call = new(time, Often(settings.Tiers.Period(tier)), Timeout);
    private long _since = time.GetTimestamp();
    private long? _good;
    private (TierReport Report, long At)? _heard;
    private string? _silence;

    public Tier Tier => tier;

    /// <summary>Ends when nothing is asked any more.</summary>
    public Task Idle => _call.Running;

    /// <summary>Begins anew: the cluster has come to this silo.</summary>
    public void Begin()
    {
        lock (_lock) (_since, _good, _heard, _silence) = (time.GetTimestamp(), null, null, null);
    }

    /// <summary>Looks; returns at once.</summary>
    /// <param name="ensureTicking">Whether a tick that is overdue is made up for.</param>
    /// <param name="stop">The host stops.</param>
    public void Check(bool ensureTicking, CancellationToken stop) => _call.Begin(() => grains.Scheduler(cluster, tier).Check(ensureTicking), Heard, Failed, stop);

    /// <summary>Whether no tick ended well for three periods; null where that is not so.</summary>
    public OverdueTier? Late()
    {
        lock (_lock)
        {
            var age = time.Since(_good) ?? time.GetElapsedTime(_since) - settings.Tiers.StartupDelay;
            return age > BlindnessChecks.Limit(settings.Tiers, tier) ? new(cluster, tier, age, Why()) : null;
        }
    }

    /// <summary>Why no tick ends well, in words.</summary>
    public string Why()
    {
        lock (_lock)
        {
            if (_silence is not null) return $"its scheduler does not answer: {_silence}";
            if (_heard is not { } heard) return "its scheduler has not reported yet";
            if (heard.Report.Running is { } running && running + time.GetElapsedTime(heard.At) is var span && span > settings.Tiers.Period(tier))
                return $"a tick has been running for {Humanize.Span(span)}{(heard.Report.Failure is { } before ? $"; the one before failed: {before}" : "")}";
            return heard.Report.Failure is { } failure ? $"the last tick failed: {failure}" : "no tick begins: its reminder does not come";
        }
    }

    private void Heard(TierReport report, long at)
    {
        lock (_lock)
        {
            (_heard, _silence) = ((report, at), null);
            if (report.SinceSuccess is { } ago) _good = MonotonicTime.Later(_good, time.Before(at, ago));
        }
    }

    private void Failed(Exception problem)
    {
        lock (_lock) _silence = problem.Message;
    }

    private static TimeSpan Often(TimeSpan period) => period / 20 < Quickest ? Quickest : period / 20 > Slowest ? Slowest : period / 20;
}
