using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// Records when each event was first published, by the true clock: when it was stored, or live while the database did not accept writes.
/// </summary>
internal sealed class EventTimes(TimeProvider time)
{
    private const string Opened = " opened";

    private readonly Dictionary<long, DateTimeOffset> _storedAt = [];
    private readonly Dictionary<string, DateTimeOffset> _publishedLive = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<long, DateTimeOffset> StoredAt => _storedAt;

    public void Watch(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IEventStore) && !service.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton<IEventStore>(provider => new RecordingEventStore(
            this, (IEventStore)(inner.ImplementationFactory?.Invoke(provider) ?? inner.ImplementationInstance
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }

    /// <summary>Follows the live events that a just started process cannot store.</summary>
    public void Listen(UnstoredEvents unstored)
    {
        _publishedLive.Clear();
        ReadUnstored(unstored).Ignore();
    }

    private async Task ReadUnstored(UnstoredEvents unstored)
    {
        for (var version = 0L; ;)
        {
            (var published, version, var more) = unstored.After(version);
            if (published?.IncidentKey is { } key) _publishedLive.TryAdd(key, Now);
            await more;
        }
    }

    private void Record(MonitorEvent stored)
    {
        var opens = stored is { Type: EventType.Incident, IncidentKey: not null }
            && stored.Title.EndsWith(Opened, StringComparison.Ordinal);
        _storedAt.TryAdd(stored.Sequence, opens && _publishedLive.Remove(stored.IncidentKey!, out var at) ? at : Now);
    }

    private sealed class RecordingEventStore(EventTimes times, IEventStore inner) : IEventStore
    {
        public async Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation)
        {
            var stored = await inner.AppendAsync(events, cancellation);
            foreach (var one in stored) times.Record(one);
            return stored;
        }

        public Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation) =>
            inner.ReadAfterAsync(sequence, limit, cancellation);

        public Task<long> LastSequenceAsync(CancellationToken cancellation) => inner.LastSequenceAsync(cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
