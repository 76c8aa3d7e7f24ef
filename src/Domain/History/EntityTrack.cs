using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.History;

/// <summary>The open minute and the closed minutes of one entity's chunk.</summary>
internal sealed class EntityTrack
{
    private readonly EntityId _entity;
    private readonly ImmutableArray<HistoryMetric> _metrics;
    private readonly ImmutableArray<int> _places;
    private readonly HistoryBucket[] _open;
    private readonly PackedBucket[] _closed;
    private bool _hasOpen;
    private long? _uptime;
    private CounterReading? _counters;

    public EntityTrack(EntityId entity)
    {
        _entity = entity;
        _metrics = HistoryMetrics.Of(entity.Kind);
        _places = HistoryMetrics.PlacesOf(entity.Kind);
        _open = new HistoryBucket[_metrics.Length];
        _closed = new PackedBucket[_metrics.Length * HistoryBuffer.ChunkMinutes];
    }

    public EntityId Entity => _entity;

    /// <summary>Whether the chunk has any value.</summary>
    public bool HasValues { get; private set; }

    /// <summary>Whether a row is the one that was added last: nothing was measured in between.</summary>
    /// <param name="uptime">Its uptime; null if there is none.</param>
    public bool IsRepeated(long? uptime)
    {
        if (uptime is not null && uptime == _uptime) return true;
        _uptime = uptime;
        return false;
    }

    /// <summary>Adds a guest's rates since its previous row.</summary>
    /// <param name="guest">Its row.</param>
    /// <param name="traffic">Its counters.</param>
    /// <param name="longest">How old the previous row may be, seconds.</param>
    public void AddTraffic(in GuestSample guest, in GuestTraffic traffic, long longest)
    {
        if (guest.Uptime is not { } uptime) return;
        var now = new CounterReading(uptime, guest.Node, traffic);
        Add(HistoryMetric.NetIn, now.Rate(_counters, longest, static counters => counters.NetIn));
        Add(HistoryMetric.NetOut, now.Rate(_counters, longest, static counters => counters.NetOut));
        Add(HistoryMetric.DiskRead, now.Rate(_counters, longest, static counters => counters.DiskRead));
        Add(HistoryMetric.DiskWrite, now.Rate(_counters, longest, static counters => counters.DiskWrite));
        _counters = now;
    }

    public void Add(HistoryMetric metric, double? value)
    {
        if (value is not { } sample) return;
        var at = _places[(int)metric];
        _open[at] = _open[at].Add(sample);
        _hasOpen = HasValues = true;
    }

    /// <summary>Closes the open minute.</summary>
    /// <param name="minute">Its place in the chunk.</param>
    public void Close(int minute)
    {
        if (!_hasOpen) return;
        for (var at = 0; at < _open.Length; at++) _closed[Place(at, minute)] = PackedBucket.Of(_metrics[at], _open[at]);
        Array.Clear(_open);
        _hasOpen = false;
    }

    /// <summary>The chunk so far.</summary>
    /// <param name="length">The number of its minutes, with the open one.</param>
    public HistorySeries Read(int length)
    {
        var series = new HistorySeries(length);
        for (var at = 0; at < _metrics.Length; at++)
        {
            var column = _closed.AsSpan(Place(at, 0), length).ToArray();
            if (_hasOpen) column[^1] = PackedBucket.Of(_metrics[at], _open[at]);
            series.Set(_metrics[at], column);
        }

        return series;
    }

    /// <summary>Begins a new chunk.</summary>
    public void Clear()
    {
        Array.Clear(_closed);
        Array.Clear(_open);
        _hasOpen = HasValues = false;
    }

    private static int Place(int metric, int minute) => (metric * HistoryBuffer.ChunkMinutes) + minute;
}
