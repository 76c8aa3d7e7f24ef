namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>Medians and percentiles.</summary>
internal static class Median
{
    public static double Of<T>(IEnumerable<T> values, Func<T, double> of) => Percentile(values.Select(of), 0.5);

    /// <summary>The value at or below which this share of all values lies.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - (share > 0 ? 1 : 0))];
    }
}
