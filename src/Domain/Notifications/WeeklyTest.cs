using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>When a destination is sent a test message each week, so that people notice if it no longer works. Pure.</summary>
/// <param name="Weekday">The day.</param>
/// <param name="At">The time by the clock of <paramref name="Zone"/>.</param>
/// <param name="Zone">The time zone.</param>
public sealed record WeeklyTest(DayOfWeek Weekday, TimeOnly At, TimeZoneInfo Zone)
{
    /// <summary>How late it may be sent, because the monitor or the destination was away.</summary>
    public static readonly TimeSpan MostLate = TimeSpan.FromDays(1);

    /// <summary>The instant of the test that is due; null if none is.</summary>
    /// <param name="now">The time.</param>
    public DateTimeOffset? DueAt(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
        foreach (var day in new[] { today, today.AddDays(-1) })
        {
            if (day.DayOfWeek == Weekday && WallClock.At(day, At, Zone) is var at && at <= now && now - at < MostLate) return at;
        }

        return null;
    }

    /// <summary>The id of a test; the same when it is sent again.</summary>
    /// <param name="destination">The destination's name.</param>
    /// <param name="at">The instant of the test.</param>
    public static string IdOf(string destination, DateTimeOffset at) => "msg_test_" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{destination}\n{at.UtcTicks}")).AsSpan(0, 12));
}
