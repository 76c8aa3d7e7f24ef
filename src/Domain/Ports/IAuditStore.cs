using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Domain.Ports;

/// <summary>The table <c>autonomy_actions</c>. A call that returns has stored its data; one that throws has not.</summary>
public interface IAuditStore
{
    /// <summary>Appends a row to its chain (<see cref="AuditChain"/>); a row with a known id is left unchanged.</summary>
    /// <returns>True if this call stored it. Of several calls with the same id, exactly one returns true.</returns>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation);

    /// <summary>A page, newest first.</summary>
    Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation);

    /// <summary>All rows of an incident key, oldest first.</summary>
    Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation);

    /// <summary>Counts the attempts (<see cref="AutonomyAction.AttemptNumber"/> above 0) on a key at or after an instant.</summary>
    Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>
    /// Deletes rows older than an instant, in each chain from the start up to the first newer row, and anchors the chain there. Returns the
    /// number deleted.
    /// </summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);

    /// <summary>The current state of all hash chains.</summary>
    Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation);

    /// <summary>The rows of a chain after a sequence, in order, at most <paramref name="limit"/> (1 to 1000).</summary>
    Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation);
}
