using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Hours that return each day, by the clock of a time zone.</summary>
/// <param name="From">When they begin.</param>
/// <param name="To">When they end; on the next day unless it is later than <paramref name="From"/>.</param>
/// <param name="Zone">The time zone.</param>
public record DailyHours(TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>The days on which they begin; empty for all.</summary>
    public ImmutableArray<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>When they end; null if an instant is not within them.</summary>
    /// <param name="now">The instant.</param>
    public DateTimeOffset? EndAt(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
        return EndOf(today, now) ?? EndOf(today.AddDays(-1), now);
    }

    /// <summary>An instant by their clock, such as <c>Monday 23:10 (Europe/Vienna)</c>.</summary>
    public string Clock(DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, Zone):dddd HH:mm} ({Zone.Id})");

    private DateTimeOffset? EndOf(DateOnly day, DateTimeOffset now)
    {
        if (!Weekdays.IsEmpty && !Weekdays.Contains(day.DayOfWeek)) return null;
        var end = WallClock.At(To > From ? day : day.AddDays(1), To, Zone);
        return now >= WallClock.At(day, From, Zone) && now < end ? end : null;
    }
}
