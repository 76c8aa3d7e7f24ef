using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Why a destination was notified of an incident, or was not.</summary>
/// <param name="Destination">The destination's name.</param>
/// <param name="NotifiedAt">When it first accepted a message about it; null if it did not.</param>
/// <param name="Reason">Why it was notified, or why not, as text.</param>
/// <param name="Messages">Its messages, in the order of storage.</param>
public sealed record NotificationRecord(
    string Destination, DateTimeOffset? NotifiedAt, string Reason, ImmutableArray<Notification> Messages)
{
    /// <summary>
    /// The record of each destination: the configured ones in their order, then those that were removed since. It is read from what was
    /// stored, and not decided anew. Pure.
    /// </summary>
    /// <param name="incident">The incident.</param>
    /// <param name="stored">Its notifications, in the order of storage.</param>
    /// <param name="settings">The present configuration.</param>
    public static ImmutableArray<NotificationRecord> Of(
        Incident incident, IReadOnlyList<Notification> stored, NotificationSettings settings) =>
    [
        .. settings.Destinations.Select(one => one.Name).Union(stored.Select(one => one.Destination), StringComparer.Ordinal)
            .Select(name => Of(incident, name, [.. stored.Where(one => one.Destination == name)])),
    ];

    private static NotificationRecord Of(Incident incident, string destination, ImmutableArray<Notification> messages)
    {
        if (messages.FirstOrDefault(one => one.IsAccepted) is { } delivered)
            return new(destination, delivered.LastAttemptAt, delivered.Route, messages);
        var last = messages.LastOrDefault(one => !one.Notice.IsRecovery) ?? messages.LastOrDefault();
        return new(destination, null, last is null ? WithoutMessage(incident) : Undelivered(last), messages);
    }

    private static string Undelivered(Notification last) => last.State switch
    {
        NotificationState.Unrouted => last.Route,
        NotificationState.Dead => $"given up: {last.LastError}",
        NotificationState.Pending => last.LastError is { } error ? $"waits to be sent: {error}" : "waits to be sent",
        _ => last.LastError ?? last.Route,
    };

    private static string WithoutMessage(Incident incident)
    {
        if (incident.NotifiedAt is not null) return "no message was planned for it at the time";
        var why = incident.Timeline.LastOrDefault(entry => entry.Kind == "suppressed")?.Text;
        return why is null ? "nobody is notified of this incident" : $"the incident is or was suppressed: {why}";
    }
}
