using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>Counts the steps of the history that fail, from now until the next restart.</summary>
internal sealed class HistoryFailures : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _step;
    private int _count;

    public HistoryFailures(MonitorHarness monitor, string step)
    {
        _step = step;
        var meters = monitor.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "monitor.history.failed" && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(tags));
        _listener.Start();
    }

    /// <summary>How often the step failed.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Ends when the step has failed once.</summary>
    public Task First => _first.Task;

    public void Dispose() => _listener.Dispose();

    private void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key != "step" || !Equals(tag.Value, _step)) continue;
            Interlocked.Increment(ref _count);
            _first.TrySetResult();
        }
    }
}
