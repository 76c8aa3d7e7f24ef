using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Selects notifications.</summary>
/// <param name="State">Only those in a state; null for all.</param>
/// <param name="Destination">Only those of a destination; null for all.</param>
/// <param name="IncidentId">Only those of an incident; null for all.</param>
/// <param name="Limit">How many at most, 1 to 500.</param>
/// <param name="Before">Only those stored before this sequence; null from the newest.</param>
public sealed record NotificationQuery(
    NotificationState? State = null, string? Destination = null, string? IncidentId = null, int Limit = 50, long? Before = null);

/// <summary>A page of notifications.</summary>
/// <param name="Items">The notifications, newest first.</param>
/// <param name="NextCursor">The sequence for <see cref="NotificationQuery.Before"/> of the next page; null if this is the last.</param>
public sealed record NotificationPage(ImmutableArray<Notification> Items, long? NextCursor);
