using System.Diagnostics.Metrics;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What polls of clusters count.</summary>
internal sealed class ClusterMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansMonitor.Observe";

    private readonly Counter<long> _told;
    private readonly Counter<long> _failedCalls;

    public ClusterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _told = meter.CreateCounter<long>("monitor.observe.told", "{entity}", "Nodes and guests told of a row that moved");
        _failedCalls = meter.CreateCounter<long>("monitor.observe.failed", "{entity}", "Nodes and guests whose look failed and will be repeated");
    }

    public void Told(ClusterName cluster, int count) => _told.Add(count, new KeyValuePair<string, object?>("cluster", cluster.ToString()));

    public void Failed(ClusterName cluster) => _failedCalls.Add(1, new KeyValuePair<string, object?>("cluster", cluster.ToString()));
}
