namespace OrleansMonitor.Domain.Notifications;

/// <summary>The state of a notification.</summary>
public enum NotificationState
{
    /// <summary>It waits to be sent.</summary>
    Pending,

    /// <summary>The destination accepted it.</summary>
    Delivered,

    /// <summary>A later notification of its incident replaces it.</summary>
    Collapsed,

    /// <summary>It is not needed: the destination was never notified that the incident began.</summary>
    Skipped,

    /// <summary>It was given up. A person can send it again.</summary>
    Dead,

    /// <summary>A silence or quiet hours mute it. It waits again if the incident is open when they end.</summary>
    Silenced,

    /// <summary>The routes do not notify this destination of the step; kept for the record.</summary>
    Unrouted,
}
