using System.Collections.Immutable;

namespace OrleansMonitor.Domain.History;

/// <summary>A period that ends now, and its resolution.</summary>
/// <param name="Name">Its name, such as <c>24h</c>.</param>
/// <param name="Text">As text, such as <c>24 hours</c>.</param>
/// <param name="Resolution">The resolution.</param>
/// <param name="Points">The number of values, at most 1,440.</param>
public sealed record HistoryRange(string Name, string Text, HistoryResolution Resolution, int Points)
{
    /// <summary>One hour of minutes.</summary>
    public static HistoryRange Hour { get; } = new("1h", "hour", HistoryResolution.Minutes, 60);

    /// <summary>A day of minutes.</summary>
    public static HistoryRange Day { get; } = new("24h", "24 hours", HistoryResolution.Minutes, 1440);

    /// <summary>All ranges, shortest first.</summary>
    public static ImmutableArray<HistoryRange> All { get; } =
    [
        Hour, Day, new("7d", "7 days", HistoryResolution.Hours, 168), new("30d", "30 days", HistoryResolution.Hours, 720),
        new("1y", "year", HistoryResolution.Days, 366),
    ];

    /// <summary>Seconds per value.</summary>
    public int Step => HistoryPeriods.StepOf(Resolution);

    /// <summary>Finds a range by its name; null if there is none.</summary>
    public static HistoryRange? Find(string name) =>
        All.FirstOrDefault(range => string.Equals(range.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The start of the first value, Unix seconds. The last step contains <paramref name="now"/>.</summary>
    public long From(DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        return seconds - (seconds % Step) - ((Points - 1L) * Step);
    }
}
