namespace OrleansMonitor.Domain.History;

/// <summary>
/// Values as codes of 16 bits, as exact as a chart needs. Shares have equal steps. Bytes and rates have a fixed number of steps per
/// doubling, because they span many magnitudes: a value is off by at most half a step.
/// </summary>
public static class HistoryScale
{
    private const double RatioSteps = 250;
    private const int CapacitySteps = 1024;
    private const int MemorySteps = 256;
    private const int RateSteps = 16;

    // A damaged block must not make numbers that are none.
    private const double Greatest = long.MaxValue;

    /// <summary>The greatest error of a value that was encoded and decoded.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="value">The value, from 0 to what a code can hold: 262 for shares, 2^63 for bytes and rates.</param>
    public static double ErrorOf(HistoryMetric metric, double value) => StepsPerDoubling(metric) is { } steps
        ? (value + 1) * (Math.Pow(2, 0.5 / steps) - 1)
        : 0.5 / RatioSteps;

    /// <summary>Encodes a value. Negative values count as 0; what is too great becomes the greatest code.</summary>
    public static ushort Encode(HistoryMetric metric, double value)
    {
        var positive = Math.Max(value, 0);
        var code = StepsPerDoubling(metric) is { } steps ? Math.Log2(positive + 1) * steps : positive * RatioSteps;
        return (ushort)Math.Min(Math.Round(code), ushort.MaxValue);
    }

    /// <summary>Decodes a value.</summary>
    public static double Decode(HistoryMetric metric, ushort code) =>
        StepsPerDoubling(metric) is { } steps
        ? Math.Min(Math.Pow(2, (double)code / steps) - 1, Greatest)
        : code / RatioSteps;

    // Totals hardly change, and what is left of a storage is judged from small differences. Rates vary by factors.
    private static int? StepsPerDoubling(HistoryMetric metric) => metric switch
    {
        HistoryMetric.Memory => MemorySteps,
        HistoryMetric.MemoryTotal or HistoryMetric.Disk or HistoryMetric.DiskTotal => CapacitySteps,
        _ when HistoryMetrics.UnitOf(metric) == HistoryUnit.BytesPerSecond => RateSteps,
        _ => null,
    };
}
