using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// Notes when each event is first told, by the true clock: when it is stored, or when it was told live because the database did not store.
/// </summary>
internal sealed class EventTimes(TimeProvider time)
{
    private const string Opened = " opened";

    private readonly Dictionary<long, DateTimeOffset> _storedAt = [];
    private readonly Dictionary<string, DateTimeOffset> _toldLive = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<long, DateTimeOffset> StoredAt => _storedAt;

    public void Watch(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IEventStore) && !service.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton<IEventStore>(provider => new Noting(
            this, (IEventStore)(inner.ImplementationFactory?.Invoke(provider) ?? inner.ImplementationInstance
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }

    /// <summary>Listens to what a process that has just started tells live and cannot store.</summary>
    public void Listen(UnstoredEvents unstored)
    {
        _toldLive.Clear();
        Hear(unstored).Ignore();
    }

    private async Task Hear(UnstoredEvents unstored)
    {
        for (var version = 0L; ;)
        {
            (var told, version, var more) = unstored.After(version);
            if (told?.IncidentKey is { } key) _toldLive.TryAdd(key, Now);
            await more;
        }
    }

    private void Note(MonitorEvent stored)
    {
        var opens = stored is { Type: EventType.Incident, IncidentKey: not null }
            && stored.Title.EndsWith(Opened, StringComparison.Ordinal);
        _storedAt.TryAdd(stored.Sequence, opens && _toldLive.Remove(stored.IncidentKey!, out var at) ? at : Now);
    }

    private sealed class Noting(EventTimes times, IEventStore inner) : IEventStore
    {
        public async Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation)
        {
            var stored = await inner.AppendAsync(events, cancellation);
            foreach (var one in stored) times.Note(one);
            return stored;
        }

        public Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation) =>
            inner.ReadAfterAsync(sequence, limit, cancellation);

        public Task<long> LastSequenceAsync(CancellationToken cancellation) => inner.LastSequenceAsync(cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
