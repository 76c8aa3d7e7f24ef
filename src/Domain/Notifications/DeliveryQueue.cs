namespace OrleansMonitor.Domain.Notifications;

/// <summary>Decides what a destination is sent next. Pure.</summary>
/// <param name="Due">The notification whose incident is next; null if none is due.</param>
/// <param name="WakeAt">When the next one is due; null if one is due now or none waits.</param>
public sealed record DeliveryQueue(Notification? Due, DateTimeOffset? WakeAt)
{
    // A message that fails while others arrive is itself the problem, so it is not tried at every success.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(5);

    // No wait is longer. A time beyond was written by a clock that was ahead.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1) + LeastPause;

    /// <summary>
    /// Decides. A wait that the destination asked for holds everything. While the destination accepts messages, those that failed before
    /// need not wait for their own schedule.
    /// </summary>
    /// <param name="pending">The pending notifications of the destination, those that are due first.</param>
    /// <param name="now">The time.</param>
    /// <param name="accepting">Whether the destination accepted the message before.</param>
    public static DeliveryQueue Of(IReadOnlyList<Notification> pending, DateTimeOffset now, bool accepting)
    {
        if (pending.Count == 0) return new(null, null);
        var latest = now + LongestWait;
        var held = pending.Max(one => one.HeldUntil is { } at && at <= latest ? at : DateTimeOffset.MinValue);
        if (held > now) return new(null, held);
        if (pending.FirstOrDefault(one => IsDue(one, now, accepting)) is { } due) return new(due, null);
        return new(null, pending.Min(one => NextAt(one, accepting)));
    }

    private static bool IsDue(Notification one, DateTimeOffset now, bool accepting) =>
        NextAt(one, accepting) is var next && (next <= now || next > now + LongestWait);

    // Recipients who have to wait are no sign that the destination was away.
    private static DateTimeOffset NextAt(Notification one, bool accepting)
    {
        if (!accepting || one.Progress is not null) return one.NextAttemptAt;
        return one.LastAttemptAt + LeastPause is { } soon && soon < one.NextAttemptAt ? soon : one.NextAttemptAt;
    }
}
