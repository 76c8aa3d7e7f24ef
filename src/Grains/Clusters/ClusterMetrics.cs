using System.Diagnostics.Metrics;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Grains.Clusters;

internal sealed class ClusterMetrics
{
    public const string MeterName = "OrleansMonitor.Observe";

    private readonly Counter<long> _notified;
    private readonly Counter<long> _failedCalls;
    private readonly Counter<long> _failedStages;
    private readonly Counter<long> _unreadable;
    private readonly Gauge<int> _blind;

    public ClusterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _notified = meter.CreateCounter<long>("monitor.observe.told", "{entity}", "Nodes and guests notified of a changed row");
        _blind = meter.CreateGauge<int>(
            "monitor.blind_spots", "{blind spot}", "What cannot be seen or done because a privilege is missing, by cluster and token");
        _failedCalls = meter.CreateCounter<long>(
            "monitor.observe.failed", "{entity}", "Nodes and guests whose evaluation failed and will be repeated");
        _unreadable = meter.CreateCounter<long>(
            "monitor.observe.rows.unreadable", "{row}", "Rows of answers that could not be read or came more than once, by cluster");
        _failedStages = meter.CreateCounter<long>(
            "monitor.poll.stage.failed", "{failure}", "Stages of polls that failed by the monitor's own fault, by cluster and stage");
    }

    public void StageFailed(ClusterName cluster, PollStage stage) =>
        _failedStages.Add(1, new("cluster", cluster.ToString()), new("stage", stage.ToString().ToLowerInvariant()));

    public void Unreadable(ClusterName cluster, int rows)
    {
        if (rows > 0) _unreadable.Add(rows, new KeyValuePair<string, object?>("cluster", cluster.ToString()));
    }

    public void Notified(ClusterName cluster, int count) =>
        _notified.Add(count, new KeyValuePair<string, object?>("cluster", cluster.ToString()));

    public void Blind(ClusterName cluster, TokenRole token, int count) =>
        _blind.Record(count, new("cluster", cluster.ToString()), new("token", token.ToString().ToLowerInvariant()));

    public void Failed(ClusterName cluster) => _failedCalls.Add(1, new KeyValuePair<string, object?>("cluster", cluster.ToString()));
}
