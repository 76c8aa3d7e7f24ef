using System.Globalization;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Reads the HTTP header <c>Retry-After</c>. Pure.</summary>
public static class RetryAfter
{
    /// <summary>The wait that it asks for, from 0 to one day; null if it has neither form.</summary>
    /// <param name="value">Seconds, such as <c>120</c>, or an HTTP date; null if the answer has no such header.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan? Read(string? value, DateTimeOffset now)
    {
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return RetrySchedule.Limit(TimeSpan.FromSeconds(Math.Min(seconds, 1_000_000)));
        return DateTimeOffset.TryParseExact(
            value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? RetrySchedule.Limit(date - now)
            : null;
    }
}
