using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// All events, in one order. A call that returns has stored its data. One that throws has not, unless the connection broke during the
/// commit; retry with the same ids.
/// </summary>
public interface IEventStore
{
    /// <summary>
    /// Stores events and returns them with their sequences, in the given order. A later commit gets greater sequences, from any process,
    /// without gaps. An event with a known id is not stored again; it is returned with its existing sequence.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or unavailable; nothing was stored.</exception>
    Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation);

    /// <summary>Events after a sequence, in order, at most <paramref name="limit"/> (1 to 1000).</summary>
    Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation);

    /// <summary>The greatest sequence ever assigned; 0 for none.</summary>
    Task<long> LastSequenceAsync(CancellationToken cancellation);

    /// <summary>Deletes events older than an instant and returns the number deleted. Sequences are never reused.</summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);
}
