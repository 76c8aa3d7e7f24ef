using System.Diagnostics.Metrics;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>The watchdog's metrics: ages, measured when they are read.</summary>
internal sealed class WatchdogMetrics(IMeterFactory meters)
{
    public const string MeterName = "OrleansMonitor.Watchdog";

    private readonly Meter _meter = meters.Create(MeterName);

    /// <summary>Registers the gauges.</summary>
    /// <param name="sinceLastRound">Time since the last round of the watchdog.</param>
    /// <param name="ages">The poll ages of the clusters on this silo.</param>
    public void Observe(Func<TimeSpan> sinceLastRound, Func<IEnumerable<(ClusterName Cluster, PollAge Age)>> ages)
    {
        _meter.CreateObservableGauge(
            "monitor.watchdog.age", () => sinceLastRound().TotalSeconds, "s", "Since the watchdog last looked at every cluster");
        _meter.CreateObservableGauge(
            "monitor.cluster.poll.age",
            () => ages().Select(poll => new Measurement<double>(
                (poll.Age.Applied ?? poll.Age.Watched).TotalSeconds,
                new KeyValuePair<string, object?>("cluster", poll.Cluster.ToString()))),
            "s", "Since a poll of the cluster was last applied, by cluster; since it is watched where none was");
    }
}
