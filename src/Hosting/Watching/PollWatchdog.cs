using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>
/// Checks every second the polls of the clusters on this silo, in any deployment. It runs on a timer of the process, not on the reminders
/// and grains that it checks, and awaits none of its calls: a hanging call delays neither the others nor the next round.
/// </summary>
internal sealed partial class PollWatchdog : BackgroundService, IPollWatch
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // A scheduler that has not started yet is not overdue.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private readonly ClusterHome _home;
    private readonly MonitorSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<PollWatchdog> _log;
    private readonly IGrainFactory _grains;
    private ImmutableArray<ClusterWatch> _watches = [];
    private ImmutableArray<ClusterName> _watched = [];
    private readonly long _startedAt;
    private ImmutableHashSet<ClusterName> _ownClusters = [];
    private long _lastRound;

    public PollWatchdog(
        IGrainFactory grains, ClusterHome home, MonitorSettings settings, WatchdogMetrics metrics, TimeProvider time,
        ILogger<PollWatchdog> log)
    {
        (_grains, _home, _settings, _time, _log) = (grains, home, settings, time, log);
        _startedAt = _lastRound = time.GetTimestamp();
        metrics.Observe(() => SinceLastRound, () => OwnClusters.Select(watch => (watch.Cluster, watch.Age)));
    }

    public TimeSpan SinceLastRound => _time.GetElapsedTime(Volatile.Read(ref _lastRound));

    // Also read by other threads.
    private ImmutableArray<ClusterWatch> Watches => ImmutableInterlocked.InterlockedCompareExchange(ref _watches, default, default);

    private IEnumerable<ClusterWatch> OwnClusters => Watches.Where(watch => Volatile.Read(ref _ownClusters).Contains(watch.Cluster));

    public IReadOnlyList<OverdueTier> OverdueTiers() => [.. OwnClusters.SelectMany(watch => watch.OverdueTiers())];

    public string? WhyNotPolled(ClusterName cluster) => OwnClusters.FirstOrDefault(watch => watch.Cluster == cluster)?.WhyNotPolled();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Round(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    /// <summary>Completes when no call is running.</summary>
    internal Task Idle => Task.WhenAll(_watches.Select(watch => watch.Idle));

    /// <summary>Checks all clusters; returns at once.</summary>
    internal void Round(CancellationToken stop)
    {
        var ensureTicking = _time.GetElapsedTime(_startedAt) > _settings.Tiers.StartupDelay + Tolerance;
        FollowClusters();
        foreach (var watch in _watches)
        {
            try
            {
                Check(watch, ensureTicking, stop);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogFailed(_log, watch.Cluster, problem);
            }
        }

        Volatile.Write(ref _lastRound, _time.GetTimestamp());
    }

    // A cluster that is watched again after a pause is a new one.
    private void FollowClusters()
    {
        var now = _settings.Clusters.Now;
        if (now == _watched) return;
        var known = _watches.ToDictionary(watch => watch.Cluster);
        Volatile.Write(ref _ownClusters, _ownClusters.Intersect(now));
        ImmutableInterlocked.InterlockedExchange(
            ref _watches, [.. now.Select(cluster => known.GetValueOrDefault(cluster) ?? new(cluster, _grains, _settings, _time, _log))]);
        _watched = now;
    }

    private void Check(ClusterWatch watch, bool ensureTicking, CancellationToken stop)
    {
        var isOwn = _home.IsHere(watch.Cluster.ToString());
        if (isOwn && !_ownClusters.Contains(watch.Cluster)) watch.Restart();
        Volatile.Write(ref _ownClusters, isOwn ? _ownClusters.Add(watch.Cluster) : _ownClusters.Remove(watch.Cluster));
        if (isOwn) watch.Check(ensureTicking, stop);
    }

    [LoggerMessage(LogLevel.Error, "The watchdog could not check cluster {Cluster}")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, Exception problem);
}
