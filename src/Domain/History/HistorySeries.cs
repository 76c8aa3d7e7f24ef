namespace OrleansMonitor.Domain.History;

/// <summary>The values of one entity in a block, by metric. Metrics without any value have no column.</summary>
/// <param name="length">The number of steps.</param>
public sealed class HistorySeries(int length)
{
    private readonly PackedBucket[]?[] _columns = new PackedBucket[]?[HistoryMetrics.Count];

    /// <summary>The number of steps.</summary>
    public int Length => length;

    /// <summary>Whether it has no value at all.</summary>
    public bool IsEmpty => Array.TrueForAll(_columns, column => column is null);

    /// <summary>The values of a metric, one per step; null if there is none.</summary>
    public PackedBucket[]? this[HistoryMetric metric] => _columns[(int)metric];

    /// <summary>Sets the values of a metric, one per step; drops them if all are gaps.</summary>
    public void Set(HistoryMetric metric, PackedBucket[] column)
    {
        if (Array.Exists(column, bucket => bucket.Samples > 0)) _columns[(int)metric] = column;
    }

    /// <summary>Some consecutive steps of it.</summary>
    public HistorySeries Slice(int from, int count)
    {
        var slice = new HistorySeries(count);
        for (var metric = 0; metric < _columns.Length; metric++)
        {
            if (_columns[metric] is { } column) slice.Set((HistoryMetric)metric, column[from..(from + count)]);
        }

        return slice;
    }
}
