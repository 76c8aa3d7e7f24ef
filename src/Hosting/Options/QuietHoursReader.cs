using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates quiet hours.</summary>
internal static class QuietHoursReader
{
    public static QuietHours? Read(QuietHoursOptions hours, string key, NotificationOptions notifications, ProblemList problems)
    {
        problems.Require(hours.From is not null, $"{key}:From", "is missing.");
        problems.Require(hours.To is not null, $"{key}:To", "is missing.");
        foreach (var name in hours.Destinations.Where(name => !notifications.Destinations.ContainsKey(name)))
            problems.Add($"{key}:Destinations", $"names '{name}', which is no destination; add it to Notifications:Destinations.");
        var zone = TimeZoneInfo.Utc;
        problems.Require(
            hours.TimeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(hours.TimeZone, out zone!), $"{key}:TimeZone",
            $"is '{hours.TimeZone}', which this machine does not know; use one such as Europe/Vienna.");
        return zone is null || hours is not { From: { } from, To: { } to }
            ? null
            : new(from, to, zone) { Weekdays = [.. hours.Weekdays.Distinct()], Destinations = [.. hours.Destinations] };
    }
}
