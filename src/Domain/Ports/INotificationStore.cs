using System.Collections.Immutable;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// The outbox of notifications. <see cref="IIncidentStore"/> adds rows together with the step that they report; only the grain of their
/// destination changes them, and adds those that repeat them.
/// </summary>
public interface INotificationStore
{
    /// <summary>
    /// The pending notifications of a destination, at most <paramref name="limit"/> (1 to 1000): those that are due first, then by when
    /// they are due.
    /// </summary>
    Task<IReadOnlyList<Notification>> ListPendingAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>
    /// The muted notifications of a destination after a sequence (0 for all), in the order of storage, at most <paramref name="limit"/>
    /// (1 to 1000).
    /// </summary>
    Task<IReadOnlyList<Notification>> ListSilencedAsync(string destination, long after, int limit, CancellationToken cancellation);

    /// <summary>All notifications of an incident at a destination, in the order of storage.</summary>
    Task<IReadOnlyList<Notification>> ListByIncidentAsync(string destination, string incidentId, CancellationToken cancellation);

    /// <summary>
    /// The newest message that a destination accepted about each incident that is open, and about the end of each that ended at or after
    /// <paramref name="endedSince"/>, in the order of storage.
    /// </summary>
    Task<IReadOnlyList<Notification>> ListShownAsync(string destination, DateTimeOffset endedSince, CancellationToken cancellation);

    /// <summary>The notification with an id, or null.</summary>
    Task<Notification?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>A page, newest first.</summary>
    Task<NotificationPage> ListAsync(NotificationQuery query, CancellationToken cancellation);

    /// <summary>Stores the state, attempts and errors of known notifications, in one transaction.</summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task UpdateAsync(IReadOnlyList<Notification> changed, CancellationToken cancellation) => UpdateAsync(changed, [], cancellation);

    /// <summary>
    /// The same, and adds notifications that follow from them, in the same transaction; one whose id is known is not added again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task UpdateAsync(
        IReadOnlyList<Notification> changed, ImmutableArray<Notification> added, CancellationToken cancellation);

    /// <summary>
    /// Deletes notifications that no longer wait and whose step is older than an instant, and repetitions of open incidents, of any
    /// age, that a later message made useless; returns the number deleted.
    /// </summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);
}
