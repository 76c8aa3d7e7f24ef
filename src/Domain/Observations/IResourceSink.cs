namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Receives the rows of one <c>/cluster/resources</c> answer as they are parsed, so 100,000 guests are never held as text or objects.
/// Called by one thread at a time. A failed answer may have delivered rows: discard the sink's content unless the call succeeded.
/// </summary>
public interface IResourceSink
{
    /// <summary>A guest's row.</summary>
    void Guest(in GuestSample guest);

    /// <summary>A guest's row with its counters.</summary>
    void Guest(in GuestSample guest, in GuestTraffic traffic) => Guest(guest);

    /// <summary>A node's row.</summary>
    void Node(in NodeSample node);

    /// <summary>A storage's row; one per node and storage.</summary>
    void Storage(in StorageSample storage);

    /// <summary>A row that could not be read.</summary>
    void Unreadable(UnreadableRow row);
}
