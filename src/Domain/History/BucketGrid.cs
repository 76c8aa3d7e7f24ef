namespace OrleansMonitor.Domain.History;

/// <summary>Buckets of one entity in steps of one length. Values of any finer or equal resolution can be added in any order.</summary>
/// <param name="start">The start of the first step, Unix seconds.</param>
/// <param name="step">Seconds per step.</param>
/// <param name="length">The number of steps.</param>
internal sealed class BucketGrid(long start, int step, int length)
{
    private readonly HistoryBucket[]?[] _metrics = new HistoryBucket[]?[HistoryMetrics.Count];

    /// <summary>The buckets of a metric; null if it has none.</summary>
    public HistoryBucket[]? this[HistoryMetric metric] => _metrics[(int)metric];

    /// <summary>Adds the values that begin within the grid.</summary>
    public void Add(HistoryBlock block, HistorySeries series)
    {
        var width = HistoryPeriods.StepOf(block.Resolution);
        for (var metric = 0; metric < HistoryMetrics.Count; metric++)
        {
            if (series[(HistoryMetric)metric] is not { } column) continue;
            var buckets = _metrics[metric] ??= new HistoryBucket[length];
            for (var i = 0; i < column.Length; i++)
            {
                var offset = block.Start + ((long)i * width) - start;
                if (offset < 0 || offset / step >= length) continue;
                var at = (int)(offset / step);
                buckets[at] = buckets[at].Add(column[i].Unpack((HistoryMetric)metric));
            }
        }
    }

    /// <summary>Adds a sample of an instant within the grid.</summary>
    public void Add(HistoryMetric metric, long at, double value)
    {
        var offset = at - start;
        if (offset < 0 || offset / step >= length) return;
        var buckets = _metrics[(int)metric] ??= new HistoryBucket[length];
        buckets[(int)(offset / step)] = buckets[(int)(offset / step)].Add(value);
    }

    /// <summary>Keeps a metric only in steps that have another one.</summary>
    public void KeepWith(HistoryMetric metric, HistoryMetric needed)
    {
        if (_metrics[(int)metric] is not { } buckets) return;
        for (var at = 0; at < buckets.Length; at++)
        {
            if (_metrics[(int)needed]?[at].Samples is null or 0) buckets[at] = default;
        }
    }

    /// <summary>Packs the buckets.</summary>
    public HistorySeries Pack()
    {
        var series = new HistorySeries(length);
        for (var metric = 0; metric < HistoryMetrics.Count; metric++)
        {
            if (_metrics[metric] is not { } buckets) continue;
            series.Set((HistoryMetric)metric, Array.ConvertAll(buckets, bucket => PackedBucket.Of((HistoryMetric)metric, bucket)));
        }

        return series;
    }
}
