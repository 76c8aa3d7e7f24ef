using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>When a notification that could not be delivered is sent again: the schedule of Standard Webhooks. Pure.</summary>
public static class RetrySchedule
{
    // Longer waits are more likely a mistake than a wish.
    private static readonly TimeSpan LongestHold = TimeSpan.FromDays(1);

    private static readonly ImmutableArray<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The number of attempts, after which a notification is given up.</summary>
    public static int MaxAttempts => Waits.Length + 1;

    /// <summary>The time of the next attempt; null if there is none. A wait that the destination asks for only ever delays it.</summary>
    /// <param name="attempts">The attempts made, from 1.</param>
    /// <param name="now">The time.</param>
    /// <param name="asked">How long the destination asked to wait; null if it did not.</param>
    public static DateTimeOffset? Next(int attempts, DateTimeOffset now, TimeSpan? asked)
    {
        if (attempts >= MaxAttempts) return null;
        var wait = Waits[Math.Max(0, attempts - 1)];
        return now + (asked is { } hold && Limit(hold) > wait ? Limit(hold) : wait);
    }

    /// <summary>A wait that a destination asks for, within 0 and one day.</summary>
    public static TimeSpan Limit(TimeSpan asked) => TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestHold.Ticks));
}
