using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Dashboard.Charts;

/// <summary>Reduces values to as many columns as a chart can show.</summary>
public static class ChartColumns
{
    /// <summary>The maximum number of columns of a chart.</summary>
    public const int Max = 240;

    /// <summary>The number of steps per column for a number of steps.</summary>
    public static int Width(int steps) => (steps + Max - 1) / Max;

    /// <summary>Combines neighbouring steps. Averages are weighted, maxima are kept, and a column without a sample is a gap.</summary>
    public static HistoryBucket[] Of(HistoryBucket[] steps)
    {
        var width = Width(steps.Length);
        return [.. steps.Chunk(width).Select(some => some.Aggregate(default(HistoryBucket), (sum, step) => sum.Add(step)))];
    }

    /// <summary>Values as shares of a total that may change. Steps without a known total are gaps.</summary>
    public static HistoryBucket[] Share(HistoryBucket[] used, HistoryBucket[]? totals) =>
    [
        .. used.Select((bucket, at) => totals?[at].Average is > 0 and var total && bucket.Samples > 0
            ? new HistoryBucket(bucket.Sum / total, bucket.Maximum / total, bucket.Samples) : default),
    ];
}
