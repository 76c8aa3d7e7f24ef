using System.Diagnostics.Metrics;

namespace OrleansMonitor.Grains.History;

/// <summary>Counts what becomes of the history.</summary>
public sealed class HistoryMeter
{
    /// <summary>The name of its meter.</summary>
    public const string MeterName = "OrleansMonitor.History";

    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _lost;
    private readonly Gauge<int> _leftOut;

    /// <summary>Creates the instruments.</summary>
    public HistoryMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _bytes = meter.CreateCounter<long>("monitor.history.written", "By", "Bytes of history that were stored, by cluster");
        _failed = meter.CreateCounter<long>(
            "monitor.history.failed", "{failure}", "Attempts to store, roll up or read history that failed, by cluster and step");
        _lost = meter.CreateCounter<long>(
            "monitor.history.lost", "{chunk}", "Chunks of ten minutes that were given up because too much waited for the database");
        _leftOut = meter.CreateGauge<int>(
            "monitor.history.left_out", "{entity}", "Entities of the latest poll without a history because there are too many, by cluster");
    }

    /// <summary>Counts stored bytes.</summary>
    public void Written(ClusterName cluster, long bytes) => _bytes.Add(bytes, Of(cluster));

    /// <summary>Counts a failed step: <c>store</c>, <c>roll-up</c>, <c>read</c>, <c>recent</c> or <c>fill</c>.</summary>
    public void Failed(ClusterName cluster, string step) => _failed.Add(1, Of(cluster), new("step", step));

    /// <summary>Counts a failed step <c>list</c>: the clusters with a history are not known.</summary>
    public void Unlisted() => _failed.Add(1, new KeyValuePair<string, object?>("step", "list"));

    /// <summary>Counts a chunk that was given up.</summary>
    public void Lost(ClusterName cluster) => _lost.Add(1, Of(cluster));

    /// <summary>Records how many entities have no history because there are too many.</summary>
    public void LeftOut(ClusterName cluster, int entities) => _leftOut.Record(entities, Of(cluster));

    private static KeyValuePair<string, object?> Of(ClusterName cluster) => new("cluster", cluster.ToString());
}
