using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Grains.Polling;

internal sealed class PollingMetrics
{
    public const string MeterName = "OrleansMonitor.Poll";

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _nudged;

    public PollingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("monitor.poll.tick.duration", "s", "How long a tick took");
        _lateness = meter.CreateHistogram<double>("monitor.poll.tick.lateness", "s", "How long after its grid point a tick began");
        _skipped = meter.CreateCounter<long>("monitor.poll.tick.skipped", "{tick}", "Ticks skipped because the one before still ran");
        _nudged = meter.CreateCounter<long>(
            "monitor.poll.tick.nudged", "{tick}", "Ticks begun late because their reminder or the tick before was lost");
    }

    public void Ticked(ClusterName cluster, Tier tier, TimeSpan took, bool failed)
    {
        var tags = Tags(cluster, tier);
        tags.Add("outcome", failed ? "failed" : "ok");
        _duration.Record(took.TotalSeconds, tags);
    }

    public void Late(ClusterName cluster, Tier tier, TimeSpan by) => _lateness.Record(by.TotalSeconds, Tags(cluster, tier));

    public void Skipped(ClusterName cluster, Tier tier) => _skipped.Add(1, Tags(cluster, tier));

    public void OverdueStarted(ClusterName cluster, Tier tier) => _nudged.Add(1, Tags(cluster, tier));

    private static TagList Tags(ClusterName cluster, Tier tier) => new()
    {
        { "cluster", cluster.ToString() },
        { "tier", tier.ToString().ToLowerInvariant() },
    };
}
