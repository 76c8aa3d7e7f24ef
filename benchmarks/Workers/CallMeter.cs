using System.Diagnostics.Metrics;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>Counts, by the monitor's own metrics, requests to Proxmox and commits that wait for the disk.</summary>
internal sealed class CallMeter : IDisposable
{
    private const string Requests = "proxmox.client.requests";
    private const string Commits = "monitor.storage.commit.duration";
    private readonly MeterListener _listener = new();
    private long _requests;
    private long _commits;

    public CallMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is Requests or Commits) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _requests, value));
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.Contains(new("flushed", true))) Interlocked.Increment(ref _commits);
        });
        _listener.Start();
    }

    public CallsSeen Read() => new(Interlocked.Read(ref _requests), Interlocked.Read(ref _commits));

    public void Dispose() => _listener.Dispose();
}

/// <summary>All calls so far.</summary>
/// <param name="Requests">Requests to Proxmox.</param>
/// <param name="Commits">Commits of records; each waits for the disk once.</param>
internal sealed record CallsSeen(long Requests, long Commits);
