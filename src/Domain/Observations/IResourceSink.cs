namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Takes the rows of one <c>/cluster/resources</c> answer as they arrive, so that 100,000 guests are never held as text or
/// objects. Called by one thread at a time. An answer that fails half-way has delivered rows: whoever fills a sink
/// throws its content away unless the call succeeded.
/// </summary>
public interface IResourceSink
{
    /// <summary>A guest's row.</summary>
    void Guest(in GuestSample guest);

    /// <summary>A node's row.</summary>
    void Node(in NodeSample node);

    /// <summary>A storage's row, one per node and storage.</summary>
    void Storage(in StorageSample storage);

    /// <summary>A row that could not be read.</summary>
    void Unreadable(UnreadableRow row);
}
