namespace OrleansMonitor.Domain.History;

/// <summary>How fine a part of the history is. The numbers are stored.</summary>
public enum HistoryResolution
{
    /// <summary>One value per minute, for the last 24 hours.</summary>
    Minutes = 0,

    /// <summary>One value per hour, for the last 30 days.</summary>
    Hours = 1,

    /// <summary>One value per day, for the last 366 days.</summary>
    Days = 2,
}

/// <summary>Periods of the resolutions. Steps begin at whole multiples since 1970 UTC.</summary>
public static class HistoryPeriods
{
    /// <summary>Seconds per day.</summary>
    public const long Day = 86_400;

    /// <summary>
    /// When a day's minutes become hours and a day: this long after its end, so that whatever waited for the database is stored.
    /// </summary>
    public static TimeSpan RollUpDelay { get; } = TimeSpan.FromHours(1);

    /// <summary>How long minutes are kept if they could not become hours.</summary>
    public static TimeSpan LongestMinutes { get; } = TimeSpan.FromDays(8);

    /// <summary>Seconds per value.</summary>
    public static int StepOf(HistoryResolution resolution) => resolution switch
    {
        HistoryResolution.Minutes => 60,
        HistoryResolution.Hours => 3600,
        _ => (int)Day,
    };

    /// <summary>How long values are kept.</summary>
    public static TimeSpan Kept(HistoryResolution resolution) => TimeSpan.FromDays(resolution switch
    {
        HistoryResolution.Minutes => 1,
        HistoryResolution.Hours => 30,
        _ => 366,
    });

    /// <summary>The start of the last day whose minutes may become hours, in Unix seconds.</summary>
    public static long LastDayDue(DateTimeOffset now) => FloorDay((now - RollUpDelay).ToUnixTimeSeconds()) - Day;

    /// <summary>Blocks that begin before this may be deleted, Unix seconds. Minutes are kept until they have become hours.</summary>
    /// <param name="resolution">The resolution.</param>
    /// <param name="now">Now.</param>
    /// <param name="lastDay">The start of the last day that was rolled up, Unix seconds; null if none was.</param>
    public static long DeleteBefore(HistoryResolution resolution, DateTimeOffset now, long? lastDay)
    {
        var old = (now - Kept(resolution)).ToUnixTimeSeconds();
        if (resolution != HistoryResolution.Minutes) return old;
        return Math.Max((now - LongestMinutes).ToUnixTimeSeconds(), Math.Min(old, lastDay is { } day ? day + Day : 0));
    }

    /// <summary>The start of the day of an instant, both in Unix seconds.</summary>
    public static long FloorDay(long at) => at - (at % Day);
}
