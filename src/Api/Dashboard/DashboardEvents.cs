using OrleansMonitor.Api.Live;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Provides the dashboard with the same event feed as the hubs.</summary>
internal sealed class DashboardEvents(EventStream stream, IEventStore store) : IEventSource
{
    public Task<long> NewestAsync(CancellationToken cancellation) => store.LastSequenceAsync(cancellation);

    public IAsyncEnumerable<MonitorEvent> ReadAsync(long after, CancellationToken cancellation) => stream.Read(after, cancellation);

    public Task<IReadOnlyList<MonitorEvent>> PageAsync(long after, int limit, CancellationToken cancellation) =>
        store.ReadAfterAsync(after, limit, cancellation);
}
