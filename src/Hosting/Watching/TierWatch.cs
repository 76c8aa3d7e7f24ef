using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Text;
using OrleansMonitor.Grains.Polling;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>
/// Monitors the ticks of one tier of one cluster: starts an overdue tick and measures the time since the last successful one.
/// </summary>
internal sealed class TierWatch(ClusterName cluster, Tier tier, IGrainFactory grains, MonitorSettings settings, TimeProvider time)
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestCheckPeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestCheckPeriod = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly LimitedCall _call = new(time, CheckPeriod(settings.Tiers.Period(tier)), CheckTimeout);
    private long _since = time.GetTimestamp();
    private long? _lastSuccess;
    private (TierReport Report, long At)? _lastReport;
    private string? _checkError;

    public Tier Tier => tier;

    /// <summary>Completes when no call is running.</summary>
    public Task Idle => _call.Running;

    /// <summary>Restarts: the cluster has moved to this silo.</summary>
    public void Restart()
    {
        lock (_lock) (_since, _lastSuccess, _lastReport, _checkError) = (time.GetTimestamp(), null, null, null);
    }

    /// <summary>Starts the check if it is due; returns at once.</summary>
    /// <param name="ensureTicking">Whether to start an overdue tick.</param>
    /// <param name="stop">Cancelled when the host stops.</param>
    public void Check(bool ensureTicking, CancellationToken stop) =>
        _call.TryStart(() => grains.Scheduler(cluster, tier).Check(ensureTicking), ApplyReport, ApplyError, stop);

    /// <summary>The tier if no tick succeeded for three periods; null otherwise.</summary>
    public OverdueTier? Overdue()
    {
        lock (_lock)
        {
            var age = time.Since(_lastSuccess) ?? time.GetElapsedTime(_since) - settings.Tiers.StartupDelay;
            return age > BlindnessChecks.Limit(settings.Tiers, tier) ? new(cluster, tier, age, WhyOverdue()) : null;
        }
    }

    /// <summary>The reason why no tick succeeds.</summary>
    public string WhyOverdue()
    {
        lock (_lock)
        {
            if (_checkError is not null) return $"its scheduler does not answer: {_checkError}";
            if (_lastReport is not var (report, at)) return "its scheduler has not reported yet";
            if (report.Running is { } running && running + time.GetElapsedTime(at) is var span && span > settings.Tiers.Period(tier))
            {
                var before = report.Failure is null ? "" : $"; the one before failed: {report.Failure}";
                return $"a tick has been running for {Humanize.Span(span)}{before}";
            }

            return report.Failure is { } failure ? $"the last tick failed: {failure}" : "no tick begins: its reminder does not come";
        }
    }

    private void ApplyReport(TierReport report, long at)
    {
        lock (_lock)
        {
            (_lastReport, _checkError) = ((report, at), null);
            if (report.SinceSuccess is { } ago) _lastSuccess = MonotonicTime.Later(_lastSuccess, time.Before(at, ago));
        }
    }

    private void ApplyError(Exception problem)
    {
        lock (_lock) _checkError = problem.Message;
    }

    private static TimeSpan CheckPeriod(TimeSpan period) =>
        TimeSpan.FromTicks(Math.Clamp((period / 20).Ticks, ShortestCheckPeriod.Ticks, LongestCheckPeriod.Ticks));
}
