using System.Diagnostics.Metrics;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>Reads the ticks from the monitor's own metrics.</summary>
internal sealed class TickMeter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly List<TickSeen> _ticks = [];
    private double _lateness;
    private long _skipped;

    public TickMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("monitor.poll.tick.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _skipped, value));
        _listener.Start();
    }

    public TicksSeen Read()
    {
        lock (_gate) return new([.. _ticks], Interlocked.Read(ref _skipped), _lateness);
    }

    public void Dispose() => _listener.Dispose();

    private void Record(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            if (name.EndsWith("lateness", StringComparison.Ordinal)) _lateness = Math.Max(_lateness, value);
            else _ticks.Add(new(Tag(tags, "tier"), value, Tag(tags, "outcome") == "failed"));
        }
    }

    private static string Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == key) return tag.Value?.ToString() ?? "";
        }

        return "";
    }
}

/// <summary>One tick.</summary>
/// <param name="Tier">Its tier.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Failed">Whether it failed.</param>
internal sealed record TickSeen(string Tier, double Seconds, bool Failed);

/// <summary>All ticks so far.</summary>
/// <param name="Ticks">The completed ones.</param>
/// <param name="Skipped">The number skipped because the previous one still ran.</param>
/// <param name="Lateness">The maximum delay after the planned time, seconds.</param>
internal sealed record TicksSeen(IReadOnlyList<TickSeen> Ticks, long Skipped, double Lateness);
