using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>The feed of all events.</summary>
public interface IEventSource
{
    /// <summary>The newest sequence stored; 0 for none.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The database does not answer.</exception>
    Task<long> NewestAsync(CancellationToken cancellation);

    /// <summary>
    /// What is stored after a sequence, then what comes, in order, without gap or double. Throws where the store does not answer.
    /// </summary>
    IAsyncEnumerable<MonitorEvent> ReadAsync(long after, CancellationToken cancellation);

    /// <summary>At most <paramref name="limit"/> (1 to 1000) stored events after a sequence, in order.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The database does not answer.</exception>
    Task<IReadOnlyList<MonitorEvent>> PageAsync(long after, int limit, CancellationToken cancellation);
}
