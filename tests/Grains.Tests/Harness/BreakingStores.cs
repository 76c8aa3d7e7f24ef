using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>
/// The real stores, but one chosen write breaks: before it reaches the database, or after, when the caller never learns that it did.
/// </summary>
/// <param name="at">Which write breaks, counting from 1.</param>
/// <param name="after">Whether it breaks after it was stored.</param>
/// <param name="countsAtOnce">False where counting begins with <see cref="Count"/>.</param>
internal sealed class BreakingStores(int at, bool after, bool countsAtOnce = true)
{
    private volatile bool _counts = countsAtOnce;
    private int _writes;

    /// <summary>True once the chosen write came.</summary>
    public bool Broke { get; private set; }

    /// <summary>Begins to count.</summary>
    public void Count() => _counts = true;

    public void Decorate(IServiceCollection services)
    {
        Wrap<IAuditStore>(services, inner => new Audit(this, inner));
        Wrap<IEventStore>(services, inner => new Events(this, inner));
        Wrap<IIncidentStore>(services, inner => new Incidents(this, inner));
    }

    private async Task<T> Break<T>(Func<Task<T>> write)
    {
        if (!_counts || Interlocked.Increment(ref _writes) != at) return await write();
        Broke = true;
        if (after) await write();
        throw new StoreUnavailableException("broken by the test");
    }

    private static void Wrap<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(
            provider => wrap(
                (T)(inner.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }

    private sealed class Audit(BreakingStores breaks, IAuditStore inner) : IAuditStore
    {
        public Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation) =>
            breaks.Break(() => inner.SaveAsync(action, cancellation));

        public Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation) => inner.ListAsync(query, cancellation);

        public Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation) =>
            inner.ListByIncidentAsync(incidentKey, cancellation);

        public Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation) =>
            inner.CountAttemptsSinceAsync(incidentKey, since, cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);

        public Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation) => inner.ListChainsAsync(cancellation);

        public Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation) =>
            inner.ReadChainAsync(chain, after, limit, cancellation);
    }

    private sealed class Events(BreakingStores breaks, IEventStore inner) : IEventStore
    {
        public Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation) =>
            breaks.Break(() => inner.AppendAsync(events, cancellation));

        public Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation) =>
            inner.ReadAfterAsync(sequence, limit, cancellation);

        public Task<long> LastSequenceAsync(CancellationToken cancellation) => inner.LastSequenceAsync(cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
    }

    private sealed class Incidents(BreakingStores breaks, IIncidentStore inner) : IIncidentStore
    {
        public Task SaveAsync(Incident incident, CancellationToken cancellation) => breaks.Break(async () =>
        {
            await inner.SaveAsync(incident, cancellation);
            return 0;
        });

        public Task SaveAsync(Incident incident, AutonomyAction step, CancellationToken cancellation) => breaks.Break(async () =>
        {
            await inner.SaveAsync(incident, step, cancellation);
            return 0;
        });

        public Task SaveAsync(
            Incident incident, AutonomyAction? step, ImmutableArray<Notification> notifications, CancellationToken cancellation) =>
            breaks.Break(async () =>
            {
                await inner.SaveAsync(incident, step, notifications, cancellation);
                return 0;
            });

        public Task<Incident?> FindAsync(string id, CancellationToken cancellation) => inner.FindAsync(id, cancellation);

        public Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation) => inner.FindLatestAsync(key, cancellation);

        public Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation) => inner.ListAsync(query, cancellation);

        public Task<int> CountOpenAsync(CancellationToken cancellation) => inner.CountOpenAsync(cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
    }
}
