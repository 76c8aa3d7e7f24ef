using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>Commits batches to one kind of database, and knows whether it works. Used by one loop; only the health may be read by others.</summary>
internal interface IBatchCommitter<TSession>
{
    /// <summary>What is wrong with the database; null while nothing is.</summary>
    StoreUnavailableException? LastError { get; }

    /// <summary>Whether the database may go away unseen while nothing is written, because it runs elsewhere.</summary>
    bool MayGoAway { get; }

    /// <summary>
    /// Commits a batch and tells each operation; answers null. Or, where the database does not work, answers what is wrong with it, and tells nobody.
    /// An empty batch only tries that.
    /// </summary>
    Task<StoreUnavailableException?> TryCommitAsync(IReadOnlyList<WriteOperation<TSession>> batch);

    /// <summary>Tries whether the database works again, leaving nothing in it.</summary>
    Task ProbeAsync();

    /// <summary>Whether waiting may help against what is wrong.</summary>
    bool MayPass(StoreUnavailableException error);
}
