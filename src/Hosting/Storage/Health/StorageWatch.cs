using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>
/// Has it told that the database does not store, live while it lasts and stored when it is over. Every process watches its own way to the
/// database.
/// </summary>
internal sealed partial class StorageWatch(
    IStorageHealth health, UnstoredEvents unstored, IGrainFactory grains, TimeProvider time, ILogger<StorageWatch> log) : BackgroundService
{
    // While the database does not store, or that it did not is not on record yet.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    // A lock of a moment, such as a backup takes, is no outage.
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private StorageOutage? _lasting;
    private long _began;
    private StorageOutage? _over;
    private Task _recording = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                // Read before the look, so that nothing is missed in between.
                var changed = health.Changed;
                Check(stoppingToken);
                if (_lasting is null && _over is null) await changed.WaitAsync(stoppingToken);
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
        if (health.LastError is { } error) Fails(error);
        else Works();
        if (_over is { } over && _recording.IsCompleted) _recording = Record(over, stopping);
    }

    private void Fails(string error)
    {
        if (_lasting is null) (_lasting, _began) = (new(time.GetUtcNow(), null, error), time.GetTimestamp());
        if (unstored.Now is not null || time.GetElapsedTime(_began) < Hold) return;
        LogFails(error);
        unstored.Begin(_lasting = _lasting with { Reason = error });
    }

    private void Works()
    {
        if (_lasting is not { } lasted) return;
        _lasting = null;
        if (unstored.Now is null) return;
        unstored.End();

        // One that was not recorded yet goes on until now.
        _over = (_over ?? lasted) with { Until = time.GetUtcNow() };
    }

    private async Task Record(StorageOutage outage, CancellationToken stopping)
    {
        try
        {
            await grains.StorageOutages().Record(outage).WaitAsync(Timeout, time, stopping);
            if (_over == outage) _over = null;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            if (!stopping.IsCancellationRequested) LogNotRecorded(problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Critical,
        "MONITOR_STORAGE_FAILED: {Error} Told live; nothing is stored or acknowledged until the database is back.")]
    private partial void LogFails(string error);

    [LoggerMessage(LogLevel.Warning, "The outage of the database is over but not recorded yet: {Reason}")]
    private partial void LogNotRecorded(string reason);
}
