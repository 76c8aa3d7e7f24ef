using System.Collections.Immutable;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Ports;

/// <summary>All incidents, open and past.</summary>
public interface IIncidentStore
{
    /// <summary>Inserts or updates an incident.</summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task SaveAsync(Incident incident, CancellationToken cancellation);

    /// <summary>
    /// Inserts or updates an incident and appends the audit row of its step, in one transaction. A row with a known id is left unchanged.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task SaveAsync(Incident incident, AutonomyAction step, CancellationToken cancellation);

    /// <summary>
    /// The same, together with the notifications of the step. A notification with a known id is left unchanged. A recovery is
    /// stored only for destinations that were to be notified of the incident before.
    /// </summary>
    /// <param name="incident">The incident.</param>
    /// <param name="step">The audit row of the step; null for none.</param>
    /// <param name="notifications">The notifications; empty for none.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task SaveAsync(
        Incident incident, AutonomyAction? step, ImmutableArray<Notification> notifications, CancellationToken cancellation);

    /// <summary>The incident with an id, or null.</summary>
    Task<Incident?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>The newest incident of a key, open or resolved, or null.</summary>
    Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation);

    /// <summary>A page, newest first.</summary>
    Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation);

    /// <summary>The number of open incidents.</summary>
    Task<int> CountOpenAsync(CancellationToken cancellation);

    /// <summary>Deletes incidents resolved before an instant; returns the number deleted.</summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);
}
