using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Decides what becomes of muted notifications once nothing mutes them. Pure.</summary>
public static class MuteRelease
{
    /// <summary>
    /// The muted notifications of an incident at a destination, changed. They wait again if the incident is open, or if they report its end
    /// to a destination that was notified of it. Those that a later delivered message replaces are not sent.
    /// </summary>
    /// <param name="history">All notifications of the incident at the destination, in the order of storage.</param>
    /// <param name="isOpen">Whether the incident is open.</param>
    /// <param name="now">The time.</param>
    public static ImmutableArray<Notification> Of(IReadOnlyList<Notification> history, bool isOpen, DateTimeOffset now)
    {
        var delivered = history.LastOrDefault(one => one.IsAccepted)?.Sequence ?? 0;
        return
        [
            .. history.Where(one => one.State == NotificationState.Silenced)
                .Select(one => Next(one, delivered, isOpen || (one.Notice.IsRecovery && delivered > 0), now)),
        ];
    }

    private static Notification Next(Notification muted, long delivered, bool isWanted, DateTimeOffset now)
    {
        if (muted.Sequence < delivered)
            return muted with { State = NotificationState.Collapsed, LastError = $"{muted.LastError}; a later message was sent" };
        return isWanted
            ? muted with { State = NotificationState.Pending, NextAttemptAt = now }
            : muted with { State = NotificationState.Skipped, LastError = $"{muted.LastError}; the incident ended before that" };
    }
}
