namespace OrleansMonitor.Domain.History;

/// <summary>An entity's values as bytes: per metric the numbers of samples, the averages, and how far maxima are above them.</summary>
internal static class SeriesCodec
{
    private const ulong SamplesVary = 0;

    public static void Write(BlockWriter raw, HistorySeries series)
    {
        var present = 0UL;
        for (var metric = 0; metric < HistoryMetrics.Count; metric++)
        {
            if (series[(HistoryMetric)metric] is not null) present |= 1UL << metric;
        }

        raw.Number(present);
        for (var metric = 0; metric < HistoryMetrics.Count; metric++)
        {
            if (series[(HistoryMetric)metric] is { } column) Write(raw, column);
        }
    }

    public static HistorySeries Read(BlockReader raw, int length)
    {
        var series = new HistorySeries(length);
        var present = raw.Number((1UL << HistoryMetrics.Count) - 1);
        for (var metric = 0; metric < HistoryMetrics.Count; metric++)
        {
            if ((present & (1UL << metric)) != 0) series.Set((HistoryMetric)metric, ReadColumn(raw, length));
        }

        return series;
    }

    private static void Write(BlockWriter raw, PackedBucket[] column)
    {
        var same = Array.TrueForAll(column, bucket => bucket.Samples == column[0].Samples);
        raw.Number(same ? column[0].Samples : SamplesVary);
        if (!same) Array.ForEach(column, bucket => raw.Number(bucket.Samples));
        var last = 0;
        foreach (var bucket in column.Where(bucket => bucket.Samples > 0))
        {
            raw.Signed(bucket.Average - last);
            last = bucket.Average;
        }

        // Whatever does not vary within a step costs one byte.
        var flat = Array.TrueForAll(column, bucket => bucket.Average == bucket.Maximum);
        raw.Number(flat ? 0UL : 1UL);
        if (flat) return;
        foreach (var bucket in column.Where(bucket => bucket.Samples > 0)) raw.Number((ulong)(bucket.Maximum - bucket.Average));
    }

    private static PackedBucket[] ReadColumn(BlockReader raw, int length)
    {
        var column = new PackedBucket[length];
        var same = raw.Number(ushort.MaxValue);
        for (var i = 0; i < length; i++)
            column[i] = new(0, 0, (ushort)(same == SamplesVary ? raw.Number(ushort.MaxValue) : same));
        var last = 0;
        for (var i = 0; i < length; i++)
        {
            if (column[i].Samples == 0) continue;
            last = BlockReader.Code(last + raw.Signed());
            column[i] = column[i] with { Average = (ushort)last, Maximum = (ushort)last };
        }

        if (raw.Number(1) == 0) return column;
        for (var i = 0; i < length; i++)
        {
            if (column[i].Samples == 0) continue;
            column[i] = column[i] with { Maximum = BlockReader.Code(column[i].Average + (long)raw.Number(ushort.MaxValue)) };
        }

        return column;
    }
}
