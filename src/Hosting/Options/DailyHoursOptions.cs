namespace OrleansMonitor.Hosting.Options;

/// <summary>Hours that return each day.</summary>
public class DailyHoursOptions
{
    /// <summary>When they begin, such as <c>22:00</c>.</summary>
    public TimeOnly? From { get; init; }

    /// <summary>When they end, such as <c>07:00</c>; on the next day unless it is later than From.</summary>
    public TimeOnly? To { get; init; }

    /// <summary>An IANA time zone such as <c>Europe/Vienna</c>. Default UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The days on which they begin: <c>Monday</c> to <c>Sunday</c>; empty for all.</summary>
    public IList<DayOfWeek> Weekdays { get; init; } = [];
}
