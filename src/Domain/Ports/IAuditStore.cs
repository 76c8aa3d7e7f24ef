using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Domain.Ports;

/// <summary>The table <c>autonomy_actions</c>. A call that returns has stored; one that throws has not.</summary>
public interface IAuditStore
{
    /// <summary>Stores a row; a row whose id is known already is left as it is.</summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or away; nothing was stored.</exception>
    Task SaveAsync(AutonomyAction action, CancellationToken cancellation);

    /// <summary>A page, newest first.</summary>
    Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation);

    /// <summary>All rows of an incident's key, oldest first.</summary>
    Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation);

    /// <summary>How many rows of a key count as attempts (<see cref="AutonomyAction.AttemptNumber"/> above 0) at or after an instant.</summary>
    Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>Deletes rows older than an instant; answers how many.</summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);
}
