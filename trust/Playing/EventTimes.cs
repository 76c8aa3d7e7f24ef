using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Trust.Playing;

/// <summary>Notes when each event is stored, by the true clock.</summary>
internal sealed class EventTimes(TimeProvider time)
{
    private readonly Dictionary<long, DateTimeOffset> _storedAt = [];

    public IReadOnlyDictionary<long, DateTimeOffset> StoredAt => _storedAt;

    public void Watch(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IEventStore) && !service.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton<IEventStore>(provider => new Noting(
            this, (IEventStore)(inner.ImplementationFactory?.Invoke(provider) ?? inner.ImplementationInstance ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }

    private sealed class Noting(EventTimes times, IEventStore inner) : IEventStore
    {
        public async Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation)
        {
            var stored = await inner.AppendAsync(events, cancellation);
            foreach (var one in stored) times._storedAt.TryAdd(one.Sequence, times.Now);
            return stored;
        }

        public Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation) => inner.ReadAfterAsync(sequence, limit, cancellation);

        public Task<long> LastSequenceAsync(CancellationToken cancellation) => inner.LastSequenceAsync(cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
