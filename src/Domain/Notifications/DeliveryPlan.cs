using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>What to do with the waiting notifications of one incident at one destination.</summary>
/// <param name="Current">The notification that is sent or skipped; null if none waits.</param>
/// <param name="Form">The kind of message; null if it is skipped.</param>
/// <param name="Collapsed">The waiting notifications that it replaces.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record DeliveryPlan(
    Notification? Current, MessageForm? Form, ImmutableArray<Notification> Collapsed, string Reason)
{
    /// <summary>Waiting escalations of an incident that ended before they were due.</summary>
    public ImmutableArray<Notification> Unneeded { get; init; } = [];

    /// <summary>The references of the messages that were delivered before, oldest first, each once.</summary>
    public ImmutableArray<string> Earlier { get; init; } = [];

    /// <summary>
    /// Decides. Only the newest waiting notification is sent: it has the present state, and so no message can arrive after a later one. A
    /// recovery is sent if the destination was notified of the trouble, or if both waited: then one message reports both.
    /// </summary>
    /// <param name="history">All notifications of the incident at the destination, in the order of storage.</param>
    public static DeliveryPlan Of(IReadOnlyList<Notification> history) => Decide(history) with
    {
        Earlier = [.. history.Select(one => one.Reference).OfType<string>().Distinct(StringComparer.Ordinal)],
    };

    private static DeliveryPlan Decide(IReadOnlyList<Notification> history)
    {
        var waiting = history.Where(one => one.State == NotificationState.Pending).ToList();
        if (waiting.Count == 0) return new(null, null, [], "nothing waits");
        var current = waiting[^1];
        ImmutableArray<Notification> replaced = [.. waiting.Take(waiting.Count - 1)];
        if (history.Any(one => one.State == NotificationState.Delivered && one.Sequence > current.Sequence))
            return new(current, null, replaced, "a later message was delivered");
        if (!current.Notice.IsRecovery) return new(current, MessageForm.Trouble, replaced, "the incident is open");
        if (history.Any(IsNotified)) return new(current, MessageForm.Recovery, replaced, "the destination was notified of the trouble");
        if (history.Any(one => one != current && IsMissed(one, current.Notice.At)))
            return new(current, MessageForm.Past, replaced, "the incident began and ended before the destination could be notified");
        var reason = replaced.IsEmpty ? "the destination was never notified of the trouble" : "the incident ended before it escalated";
        return new(current, null, [], reason) { Unneeded = replaced };
    }

    // It was due before the end, and was not sent.
    private static bool IsMissed(Notification one, DateTimeOffset end) =>
        one.State is NotificationState.Pending or NotificationState.Collapsed && !(one.Notice.EscalatesAt > end);

    private static bool IsNotified(Notification one) => one.State == NotificationState.Delivered && !one.Notice.IsRecovery;
}

/// <summary>The kind of message about an incident.</summary>
public enum MessageForm
{
    /// <summary>It is open.</summary>
    Trouble,

    /// <summary>It ended.</summary>
    Recovery,

    /// <summary>It began and ended before the destination could be notified.</summary>
    Past,
}
