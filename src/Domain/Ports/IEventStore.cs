using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Domain.Ports;

/// <summary>
/// All events, in one order. A call that returns has stored; one that throws has not, or, where the connection broke during the commit, may
/// have: the same ids can be given again.
/// </summary>
public interface IEventStore
{
    /// <summary>
    /// Stores events and answers them with their sequences, in the order given; what is committed later gets greater sequences, from
    /// whichever process it comes, and none is left out. An event whose id is known already is not stored again and answered with the
    /// sequence it has.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database is locked, full or away; nothing was stored.</exception>
    Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation);

    /// <summary>Events after a sequence, in order, at most <paramref name="limit"/> (1 to 1000).</summary>
    Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation);

    /// <summary>The greatest sequence ever given; 0 for none.</summary>
    Task<long> LastSequenceAsync(CancellationToken cancellation);

    /// <summary>Deletes events older than an instant; answers how many. Sequences are never given again.</summary>
    Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation);
}
