using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>
/// Looks every second after the polls of the clusters that belong to this silo, whatever the deployment. It runs on a timer of the process,
/// not on the reminders and grains that it watches, and waits for none of its calls: one that hangs holds up neither the others nor the
/// next round.
/// </summary>
internal sealed partial class PollWatchdog : BackgroundService, IPollWatch
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // A scheduler that was not started yet is not overdue.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private readonly ClusterHome _home;
    private readonly MonitorSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<PollWatchdog> _log;
    private readonly ImmutableArray<ClusterWatch> _watches;
    private readonly long _began;
    private ImmutableHashSet<ClusterName> _here = [];
    private long _round;

    public PollWatchdog(
        IGrainFactory grains, ClusterHome home, MonitorSettings settings, WatchdogMetrics metrics, TimeProvider time,
        ILogger<PollWatchdog> log)
    {
        (_home, _settings, _time, _log) = (home, settings, time, log);
        _watches = [.. settings.Clusters.Select(cluster => new ClusterWatch(cluster, grains, settings, time, log))];
        _began = _round = time.GetTimestamp();
        metrics.Observe(() => SinceLastRound, () => Here.Select(watch => (watch.Cluster, watch.Age)));
    }

    /// <inheritdoc />
    public TimeSpan SinceLastRound => _time.GetElapsedTime(Volatile.Read(ref _round));

    private IEnumerable<ClusterWatch> Here => _watches.Where(watch => Volatile.Read(ref _here).Contains(watch.Cluster));

    /// <inheritdoc />
    public IReadOnlyList<OverdueTier> Late() => [.. Here.SelectMany(watch => watch.Late())];

    /// <inheritdoc />
    public string? WhyNotPolled(ClusterName cluster) => Here.FirstOrDefault(watch => watch.Cluster == cluster)?.Why();

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

    /// <summary>Ends when nothing is asked any more.</summary>
    internal Task Idle => Task.WhenAll(_watches.Select(watch => watch.Idle));

    /// <summary>Looks at every cluster; returns at once.</summary>
    internal void Round(CancellationToken stop)
    {
        var ensureTicking = _time.GetElapsedTime(_began) > _settings.Tiers.StartupDelay + Tolerance;
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

        Volatile.Write(ref _round, _time.GetTimestamp());
    }

    private void Check(ClusterWatch watch, bool ensureTicking, CancellationToken stop)
    {
        var here = _home.IsHere(watch.Cluster.ToString());
        if (here && !_here.Contains(watch.Cluster)) watch.Begin();
        Volatile.Write(ref _here, here ? _here.Add(watch.Cluster) : _here.Remove(watch.Cluster));
        if (here) watch.Check(ensureTicking, stop);
    }

    [LoggerMessage(LogLevel.Error, "The watchdog could not look at cluster {Cluster}")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, Exception problem);
}
