using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Decides what a person's request to send a notification again changes. Pure.</summary>
internal static class RetryRequest
{
    /// <summary>
    /// The decision and the notifications to store. Later ones of the incident that were skipped wait again too: the message then tells
    /// that the incident is over.
    /// </summary>
    public static (RetryDecision Decision, IReadOnlyList<Notification> Revived) Of(
        Notification dead, IReadOnlyList<Notification> history, DateTimeOffset now)
    {
        var later = history.Where(one => one.Sequence > dead.Sequence).ToList();
        if (later.Exists(one => one.State == NotificationState.Delivered)) return (RetryDecision.OutOfDate, []);
        return (RetryDecision.Queued,
            [.. later.Where(one => one.State == NotificationState.Skipped).Prepend(dead).Select(one => one with
            {
                State = NotificationState.Pending,
                Attempts = 0,
                NextAttemptAt = now,
                HeldUntil = null,
            })]);
    }
}
