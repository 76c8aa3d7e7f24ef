namespace OrleansMonitor.Channels.Options;

/// <summary>When a destination is sent a test message each week.</summary>
public sealed record WeeklyTestOptions
{
    /// <summary>The day: <c>Monday</c> to <c>Sunday</c>.</summary>
    public DayOfWeek? Weekday { get; init; }

    /// <summary>The time, such as <c>09:00</c>.</summary>
    public TimeOnly? At { get; init; }

    /// <summary>An IANA time zone such as <c>Europe/Vienna</c>. Default UTC.</summary>
    public string? TimeZone { get; init; }
}
