namespace OrleansMonitor.Domain.Observations;

/// <summary>Ratios of quantities.</summary>
public static class Ratio
{
    /// <summary><paramref name="used"/> ÷ <paramref name="total"/>, or null if either is unknown or the total is not positive.</summary>
    public static double? Of(long? used, long? total) => used is { } u && total is > 0 ? (double)u / total.Value : null;
}
