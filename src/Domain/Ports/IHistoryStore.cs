using System.Collections.Immutable;
using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Domain.Ports;

/// <summary>Stores the history of nodes, guests and storages in blocks. Writes can be repeated.</summary>
public interface IHistoryStore
{
    /// <summary>
    /// Stores blocks in one transaction. A block with the resolution, part and start of a stored one replaces it. It survives the end of
    /// the process; a power cut may lose the last blocks.
    /// </summary>
    /// <param name="cluster">Their cluster.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="cancellation">Ends the wait before the transaction began; afterwards the commit decides.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task AppendAsync(ClusterName cluster, IReadOnlyList<StoredBlock> blocks, CancellationToken cancellation);

    /// <summary>The blocks of some parts that begin in a period, in the order of part and start.</summary>
    /// <param name="query">Which blocks.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, missing or unavailable.</exception>
    Task<IReadOnlyList<StoredBlock>> ReadAsync(HistoryQuery query, CancellationToken cancellation);

    /// <summary>The clusters that have a history, also those that are no longer watched.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, missing or unavailable.</exception>
    Task<IReadOnlyList<ClusterName>> ListClustersAsync(CancellationToken cancellation);

    /// <summary>The parts of a cluster that have minutes in a period.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="from">The start of the period, Unix seconds.</param>
    /// <param name="to">The end of the period, Unix seconds.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, missing or unavailable.</exception>
    Task<IReadOnlyList<int>> ListPartsAsync(ClusterName cluster, long from, long to, CancellationToken cancellation);

    /// <summary>The start of the latest block of a resolution that begins by an instant, Unix seconds; null if there is none.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="resolution">The resolution.</param>
    /// <param name="until">The instant, Unix seconds. Blocks may begin in the future if the clock was ahead.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The database is locked, missing or unavailable.</exception>
    Task<long?> FindLastAsync(ClusterName cluster, HistoryResolution resolution, long until, CancellationToken cancellation);

    /// <summary>Deletes a cluster's blocks of a resolution that begin before an instant, a few at a time.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="resolution">The resolution.</param>
    /// <param name="before">The instant, Unix seconds.</param>
    /// <param name="cancellation">Ends it between two transactions.</param>
    /// <returns>The number of deleted blocks.</returns>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; some may be deleted.</exception>
    Task<int> CleanUpAsync(ClusterName cluster, HistoryResolution resolution, long before, CancellationToken cancellation);
}

/// <summary>Selects blocks.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Resolution">The resolution.</param>
/// <param name="Parts">The parts.</param>
/// <param name="From">The least start, Unix seconds.</param>
/// <param name="To">The start must be before this, Unix seconds.</param>
public sealed record HistoryQuery(ClusterName Cluster, HistoryResolution Resolution, ImmutableArray<int> Parts, long From, long To);
