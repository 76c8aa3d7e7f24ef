using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates when destinations are tested.</summary>
internal static class WeeklyTestReader
{
    public static WeeklyTest? Read(WeeklyTestOptions? test, string key, ProblemList problems)
    {
        if (test is null) return null;
        problems.Require(test.Weekday is not null, $"{key}:Weekday", "is missing; use Monday to Sunday.");
        problems.Require(test.At is not null, $"{key}:At", "is missing; set a time such as 09:00.");
        var zone = QuietHoursReader.ReadZone(test.TimeZone, key, problems);
        return zone is null || test is not { Weekday: { } day, At: { } at } ? null : new(day, at, zone);
    }
}
