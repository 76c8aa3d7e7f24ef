using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>Commits batches to a database and tracks its health. Used by one loop; only the health may be read concurrently.</summary>
internal interface IBatchCommitter<TSession>
{
    /// <summary>The database's problem; null while healthy.</summary>
    StoreUnavailableException? LastError { get; }

    /// <summary>True if the last probe found a possible problem: the next probe follows soon.</summary>
    bool IsSuspicious { get; }

    /// <summary>
    /// Commits a batch and completes each operation; returns null. If the database fails, returns its problem and completes no operation.
    /// </summary>
    Task<StoreUnavailableException?> TryCommitAsync(IReadOnlyList<WriteOperation<TSession>> batch);

    /// <summary>
    /// Checks that the database accepts a write and is still the one that the process started with. Called regularly, also when nothing
    /// else is written, because neither shows by itself.
    /// </summary>
    Task ProbeAsync();

    /// <summary>Whether waiting may resolve a problem.</summary>
    bool MayRecover(StoreUnavailableException error);
}
