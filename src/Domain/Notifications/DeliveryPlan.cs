using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

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

    /// <summary>The notifications that were due before the incident ended and could not be sent in time.</summary>
    public ImmutableArray<Notification> Missed { get; init; } = [];

    /// <summary>The references of the messages that were delivered before, oldest first, each once.</summary>
    public ImmutableArray<string> Earlier { get; init; } = [];

    /// <summary>
    /// Decides. Only the newest waiting notification is sent: it has the present state, and so no message can arrive after a later one. A
    /// recovery is sent if the destination was notified of the trouble, or if both waited: then one message reports both.
    /// </summary>
    /// <param name="history">All notifications of the incident at the destination, in the order of storage.</param>
    /// <param name="now">The time. An escalation that is not due then keeps waiting, unless it is older than what is sent.</param>
    /// <param name="showsState">Whether the channel shows an incident as open until it learns of its end.</param>
    public static DeliveryPlan Of(IReadOnlyList<Notification> history, DateTimeOffset now, bool showsState = false) =>
        Decide(history, now, showsState) with
        {
            Earlier = [.. history.Select(one => one.Reference).OfType<string>().Distinct(StringComparer.Ordinal)],
        };

    private static DeliveryPlan Decide(IReadOnlyList<Notification> history, DateTimeOffset now, bool showsState)
    {
        var waiting = history.Where(one => one.State == NotificationState.Pending).ToList();
        if (waiting.Count == 0) return new(null, null, [], "nothing waits");

        var current = Choose(waiting, now);
        ImmutableArray<Notification> replaced = [.. waiting.Where(one => one != current && !KeepsWaiting(one, current, now))];
        if (history.Any(one => one.State == NotificationState.Delivered && IsLater(one, current)))
            return new(current, null, replaced, "a later message was delivered");
        if (!current.Notice.IsRecovery) return new(current, MessageForm.Trouble, replaced, "the incident is open");
        if (current.Notice.ReplacedBy is { } next) return Replace(history, current, replaced, next, showsState);
        if (history.Any(IsNotified)) return new(current, MessageForm.Recovery, replaced, "the destination was notified of the trouble");
        ImmutableArray<Notification> missed = [.. history.Where(one => one != current && IsMissed(one, current.Notice.At))];
        if (!missed.IsEmpty)
            return new(current, MessageForm.Past, replaced, "the incident began and ended before the destination could be notified")
            {
                Missed = missed,
            };
        var reason = replaced.IsEmpty ? "the destination was never notified of the trouble" : "the incident ended before it escalated";
        return new(current, null, [], reason) { Unneeded = replaced };
    }

    private static Notification Choose(List<Notification> waiting, DateTimeOffset now)
    {
        var due = waiting.FindAll(one => IsDue(one, now));
        if (due.Count == 0) due = waiting;

        // A repetition may be stored after a step that happened before it was sent. What a part of the recipients has is repeated to all.
        return due.FindLast(one => one.Notice.Repetition == 0 && (one.Notice.IsRecovery || one.Progress is null)) ?? due[^1];
    }

    private static bool IsDue(Notification one, DateTimeOffset now) => !(one.Notice.EscalatesAt > now);

    private static bool KeepsWaiting(Notification one, Notification current, DateTimeOffset now) =>
        !current.Notice.IsRecovery && !IsDue(one, now) && IsLater(one, current);

    // A repetition is stored after steps that are newer than what it repeats.
    private static bool IsLater(Notification one, Notification than) => one.Sequence > than.Sequence
        && (one.Notice.Repetition == 0 || than.Notice.Repetition > 0 || Repetition.IsOf(one, than));

    // A message that was tried may have arrived although no answer came.
    private static DeliveryPlan Replace(
        IReadOnlyList<Notification> history, Notification current, ImmutableArray<Notification> replaced, Replacement next, bool showsState)
    {
        var name = next.Condition.ToName();
        var isShown = history.Any(one => IsNotified(one) || (!one.Notice.IsRecovery && one.LastAttemptAt is not null));
        return showsState && isShown
            ? new(current, MessageForm.Replaced, replaced, $"{name} takes its place")
            : new(current, null, replaced, $"{name} takes its place, and nothing has to be closed at the destination");
    }

    // It was due before the end, and was not sent.
    private static bool IsMissed(Notification one, DateTimeOffset end) =>
        one.State is NotificationState.Pending or NotificationState.Collapsed && !(one.Notice.EscalatesAt > end);

    private static bool IsNotified(Notification one) => one.IsAccepted && !one.Notice.IsRecovery;
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

    /// <summary>Another condition takes its place. It is only closed where it is shown as open; people get no message of it.</summary>
    Replaced,
}
