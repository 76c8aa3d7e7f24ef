using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>
/// Publishes outages of the database: live while they last, stored once they are over. Each process monitors its own connection to the
/// database.
/// </summary>
internal sealed partial class StorageWatch(
    IStorageHealth health, UnstoredEvents unstored, IGrainFactory grains, TimeProvider time, ILogger<StorageWatch> log) : BackgroundService
{
    // Used during an outage and until it is stored.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    // A short lock, such as a backup takes, is no outage.
    private static readonly TimeSpan ConfirmAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private StorageOutage? _outage;
    private long _startedAt;
    private StorageOutage? _ended;
    private Task _recording = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                // Read before the check, so that no change in between is missed.
                var changed = health.Changed;
                Check(stoppingToken);
                if (_outage is null && _ended is null) await changed.WaitAsync(stoppingToken);
                else await await Task.WhenAny(changed, Task.Delay(Period, time, stoppingToken));
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Check(CancellationToken stopping)
    {
        if (health.LastError is { } error) HandleError(error);
        else HandleRecovery();
        if (_ended is { } ended && _recording.IsCompleted) _recording = Record(ended, stopping);
    }

    private void HandleError(string error)
    {
        if (_outage is null) (_outage, _startedAt) = (new(time.GetUtcNow(), null, error), time.GetTimestamp());
        if (unstored.Now is not null || time.GetElapsedTime(_startedAt) < ConfirmAfter) return;
        LogFails(error);
        unstored.Begin(_outage = _outage with { Reason = error });
    }

    private void HandleRecovery()
    {
        if (_outage is not { } outage) return;
        _outage = null;
        if (unstored.Now is null) return;
        unstored.End();

        // An outage that is not stored yet is extended until now.
        _ended = (_ended ?? outage) with { Until = time.GetUtcNow() };
    }

    private async Task Record(StorageOutage outage, CancellationToken stopping)
    {
        try
        {
            await grains.StorageOutages().Record(outage).WaitAsync(Timeout, time, stopping);
            if (_ended == outage) _ended = null;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            if (!stopping.IsCancellationRequested) LogNotRecorded(problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Critical,
        "MONITOR_STORAGE_FAILED: {Error} Sent live; nothing is stored or acknowledged until the database is back.")]
    private partial void LogFails(string error);

    [LoggerMessage(LogLevel.Warning, "The outage of the database is over but not recorded yet: {Reason}")]
    private partial void LogNotRecorded(string reason);
}
