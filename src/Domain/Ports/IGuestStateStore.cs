using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// The stored states of guests, many at once. A state belongs to its guest's grain: here it is only read, or stored for the first time.
/// </summary>
public interface IGuestStateStore
{
    /// <summary>The stored states of guests, by VMID. Guests without a state, or with one that cannot be read, are left out.</summary>
    /// <param name="cluster">Their cluster.</param>
    /// <param name="vmids">Their VMIDs; a few thousand at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, missing or unavailable.</exception>
    Task<IReadOnlyDictionary<int, GuestState>> FindAsync(
        ClusterName cluster, IReadOnlyCollection<int> vmids, CancellationToken cancellation);

    /// <summary>Stores the first states of guests in one transaction. A guest that has a state by then keeps it.</summary>
    /// <param name="cluster">Their cluster.</param>
    /// <param name="states">Their states by VMID; a few thousand at most.</param>
    /// <param name="cancellation">Ends the wait before the transaction began; afterwards the commit decides.</param>
    /// <returns>The VMIDs of the guests that had a state already.</returns>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task<IReadOnlySet<int>> AddAsync(
        ClusterName cluster, IReadOnlyDictionary<int, GuestState> states, CancellationToken cancellation);

    /// <summary>Deletes the stored states of all guests and nodes of a cluster that is no longer watched.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellation">Ends the wait before the transaction began; afterwards the commit decides.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was deleted.</exception>
    Task ForgetAsync(ClusterName cluster, CancellationToken cancellation);
}
