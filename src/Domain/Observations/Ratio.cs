namespace OrleansMonitor.Domain.Observations;

/// <summary>Shares of a whole.</summary>
public static class Ratio
{
    /// <summary><paramref name="used"/> ÷ <paramref name="total"/>, or null where either is unknown or the whole is not positive.</summary>
    public static double? Of(long? used, long? total) => used is { } u && total is > 0 ? (double)u / total.Value : null;
}
