using System.Diagnostics.Metrics;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>The ages that the watchdog knows, measured when they are read.</summary>
internal sealed class WatchdogMetrics(IMeterFactory meters)
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansMonitor.Watchdog";

    private readonly Meter _meter = meters.Create(MeterName);

    /// <summary>Shows them from here on.</summary>
    /// <param name="sinceLastRound">Since the watchdog last looked.</param>
    /// <param name="ages">How long ago each cluster of this silo was polled.</param>
    public void Observe(Func<TimeSpan> sinceLastRound, Func<IEnumerable<(ClusterName Cluster, PollAge Age)>> ages)
    {
        _meter.CreateObservableGauge(
            "monitor.watchdog.age", () => sinceLastRound().TotalSeconds, "s", "Since the watchdog last looked at every cluster");
        _meter.CreateObservableGauge(
            "monitor.cluster.poll.age",
            () => ages().Select(
                one => new Measurement<double>(
                    (one.Age.Applied ?? one.Age.Watched).TotalSeconds,
                    new KeyValuePair<string, object?>("cluster", one.Cluster.ToString()))),
            "s", "Since a poll of the cluster was last applied, by cluster; since it is watched where none was");
    }
}
