using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Whether messages reach a destination. Pure.</summary>
public static class DestinationHealth
{
    // The third attempt comes 5 min after the first.
    private const int Tries = 3;

    /// <summary>How long a message may wait.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromMinutes(15);

    /// <summary>What is wrong with a destination, with its own answer; null for nothing.</summary>
    /// <param name="pending">Its messages that wait.</param>
    /// <param name="latest">Its latest message that was delivered or given up; null for none.</param>
    /// <param name="now">The time.</param>
    public static string? Problem(IEnumerable<Notification> pending, Notification? latest, DateTimeOffset now)
    {
        if (latest is { State: NotificationState.Dead })
            return $"the latest message to {latest.Destination} was given up: {latest.LastError}";

        // Recipients who have to wait are no sign that the destination is away.
        var late = pending.Where(one => one.Progress is null && (one.LastAttemptAt is null || one.Attempts >= Tries))
            .Where(one => now - one.DueSince > LongestWait)
            .MinBy(one => one.DueSince);
        return late is null
            ? null
            : $"a message to {late.Destination} has waited for {Humanize.Span(now - late.DueSince)}: {late.LastError ?? "not sent yet"}";
    }

    /// <summary>
    /// The assessment of all destinations together, so that one that breaks after another opens no second incident. People are notified of
    /// it like of any other incident, which includes the destinations that work.
    /// </summary>
    /// <param name="broken">The problem of each destination that has one, by name.</param>
    public static Assessment Assess(IReadOnlyDictionary<string, string> broken) => new(
        ConditionType.DestinationBroken, EntityId.Monitor, broken.Count > 0 ? Presence.Present : Presence.Absent, Severity.Error,
        $"Notifications to {string.Join(" and ", broken.Keys.Order(StringComparer.Ordinal))} do not arrive",
        broken.Count > 0
            ? string.Join("; ", broken.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value))
            : "each destination took its latest message");
}
