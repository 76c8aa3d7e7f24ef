using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>The feed of all events.</summary>
public interface IEventSource
{
    /// <summary>The newest stored sequence; 0 without events.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The database does not answer.</exception>
    Task<long> NewestAsync(CancellationToken cancellation);

    /// <summary>
    /// The stored events after a sequence, then new ones, in order, without gaps or duplicates. Throws if the store does not answer.
    /// </summary>
    IAsyncEnumerable<MonitorEvent> ReadAsync(long after, CancellationToken cancellation);

    /// <summary>At most <paramref name="limit"/> (1 to 1000) stored events after a sequence, in order.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The database does not answer.</exception>
    Task<IReadOnlyList<MonitorEvent>> PageAsync(long after, int limit, CancellationToken cancellation);
}
