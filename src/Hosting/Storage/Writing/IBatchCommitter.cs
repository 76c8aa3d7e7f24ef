using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>
/// Commits batches to one kind of database, and knows whether it works. Used by one loop; only the health may be read by others.
/// </summary>
internal interface IBatchCommitter<TSession>
{
    /// <summary>What is wrong with the database; null while nothing is.</summary>
    StoreUnavailableException? LastError { get; }

    /// <summary>True where the last probe saw something that may be wrong: the next one comes soon.</summary>
    bool IsSuspicious { get; }

    /// <summary>
    /// Commits a batch and tells each operation; answers null. Or, where the database does not work, answers what is wrong with it, and
    /// tells nobody.
    /// </summary>
    Task<StoreUnavailableException?> TryCommitAsync(IReadOnlyList<WriteOperation<TSession>> batch);

    /// <summary>
    /// Tries whether the database takes a write and is still the one that the process began with. Asked regularly, also where nothing else
    /// is written, because neither shows by itself.
    /// </summary>
    Task ProbeAsync();

    /// <summary>Whether waiting may help against what is wrong.</summary>
    bool MayPass(StoreUnavailableException error);
}
