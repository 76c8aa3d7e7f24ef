using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates quiet hours, and other hours that return each day.</summary>
internal static class QuietHoursReader
{
    public static QuietHours? Read(QuietHoursOptions hours, string key, NotificationOptions notifications, ProblemList problems)
    {
        foreach (var name in hours.Destinations.Where(name => !notifications.Destinations.ContainsKey(name)))
            problems.Add($"{key}:Destinations", $"names '{name}', which is no destination; add it to Notifications:Destinations.");
        return ReadHours(hours, key, problems) is { } read
            ? new(read.From, read.To, read.Zone) { Weekdays = read.Weekdays, Destinations = [.. hours.Destinations] }
            : null;
    }

    /// <summary>The hours; null if they are invalid, which is reported.</summary>
    public static DailyHours? ReadHours(DailyHoursOptions hours, string key, ProblemList problems)
    {
        problems.Require(hours.From is not null, $"{key}:From", "is missing.");
        problems.Require(hours.To is not null, $"{key}:To", "is missing.");
        var zone = ReadZone(hours.TimeZone, key, problems);
        return zone is null || hours is not { From: { } from, To: { } to }
            ? null
            : new(from, to, zone) { Weekdays = [.. hours.Weekdays.Distinct()] };
    }

    /// <summary>The time zone, UTC if none is named; null if it is unknown, which is reported.</summary>
    public static TimeZoneInfo? ReadZone(string? name, string key, ProblemList problems)
    {
        var zone = TimeZoneInfo.Utc;
        problems.Require(
            name is null || TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!), $"{key}:TimeZone",
            $"is '{name}', which this machine does not know; use one such as Europe/Vienna.");
        return zone;
    }
}
