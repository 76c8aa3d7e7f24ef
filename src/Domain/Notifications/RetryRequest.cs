namespace OrleansMonitor.Domain.Notifications;

/// <summary>Decides what a person's request to send a notification again changes. Pure.</summary>
public static class RetryRequest
{
    /// <summary>
    /// The decision and the notifications to store. Later ones of the incident that were skipped or given up wait again too: the message
    /// then says that the incident is over.
    /// </summary>
    public static (RetryDecision Decision, IReadOnlyList<Notification> Revived) Of(
        Notification dead, IReadOnlyList<Notification> history, DateTimeOffset now)
    {
        var later = history.Where(one => one.Sequence > dead.Sequence).ToList();
        if (later.Exists(one => one.State == NotificationState.Delivered)) return (RetryDecision.OutOfDate, []);
        return (RetryDecision.Queued,
            [.. later.Where(one => one.State is NotificationState.Skipped or NotificationState.Dead).Prepend(dead).Select(one => one with
            {
                State = NotificationState.Pending,
                Attempts = 0,
                NextAttemptAt = one.Notice.EscalatesAt > now ? one.Notice.EscalatesAt.Value : now,
                HeldUntil = null,
            })]);
    }
}

/// <summary>Whether a notification is sent again.</summary>
public enum RetryDecision
{
    /// <summary>It is.</summary>
    Queued,

    /// <summary>The destination has no such notification.</summary>
    Unknown,

    /// <summary>It was not given up.</summary>
    NotDead,

    /// <summary>A later notification of the same incident was delivered, so this one is out of date.</summary>
    OutOfDate,

    /// <summary>The destination is no longer configured.</summary>
    NotConfigured,
}
