using System.Diagnostics.Metrics;

namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>Metrics of the writer, under the meter <c>OrleansMonitor.Storage</c>.</summary>
internal sealed class StorageMetrics
{
    public const string MeterName = "OrleansMonitor.Storage";

    private readonly Meter _meter;
    private readonly UpDownCounter<int> _queued;
    private readonly Histogram<double> _commit;
    private readonly Counter<long> _operations;
    private readonly Counter<long> _failures;

    public StorageMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _queued = meter.CreateUpDownCounter<int>("monitor.storage.queue.length", "{operation}", "Operations that wait for their commit.");
        _commit = meter.CreateHistogram<double>("monitor.storage.commit.duration", "s", "From the begin of a transaction to its commit.");
        _operations = meter.CreateCounter<long>("monitor.storage.operations", "{operation}", "Operations committed.");
        _failures = meter.CreateCounter<long>("monitor.storage.failures", "{failure}", "Attempts that failed, by reason.");
    }

    /// <summary>Registers the gauge of the database's health.</summary>
    public void Watch(IStorageHealth storage) => _meter.CreateObservableGauge(
        "monitor.storage.healthy", () => storage.IsHealthy ? 1 : 0, "{boolean}",
        "1 while the database takes what it is given, 0 while it is away.");

    public void ChangeQueueLength(int change) => _queued.Add(change);

    /// <summary>Records a commit.</summary>
    /// <param name="duration">From the begin of its transaction.</param>
    /// <param name="operations">How many operations shared it.</param>
    /// <param name="flushed">Whether it waited for the disk.</param>
    public void RecordCommit(TimeSpan duration, int operations, bool flushed = true)
    {
        _commit.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("flushed", flushed));
        _operations.Add(operations);
    }

    public void RecordFailure(string reason) => _failures.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
