using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Domain.Ports;

/// <summary>The table <c>autonomy_actions</c>. A call that returns has stored; one that throws has not.</summary>
public interface IAuditStore
{
    /// <summary>
    /// Stores a row as the last of its chain (<see cref="AuditChain"/>); a row whose id is known already is left as it is.
    /// </summary>
    /// <returns>True where it was stored by this call: of several that save one id, one is told so and may go on.</returns>
    /// <exception cref="StoreUnavailableException">The database is locked, full or away; nothing was stored.</exception>
    Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation);

    /// <summary>A page, newest first.</summary>
    Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation);

    /// <summary>All rows of an incident's key, oldest first.</summary>
    Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation);

    /// <summary>
    /// How many rows of a key count as attempts (<see cref="AutonomyAction.AttemptNumber"/> above 0) at or after an instant.
    /// </summary>
    Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>
    /// Deletes rows older than an instant, in each chain from its begin up to the first row that is not, and anchors the chain there;
    /// answers how many.
    /// </summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);

    /// <summary>All hash chains as they are now.</summary>
    Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation);

    /// <summary>The rows of a chain after a place in it, in order, at most <paramref name="limit"/> (1 to 1000).</summary>
    Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation);
}
