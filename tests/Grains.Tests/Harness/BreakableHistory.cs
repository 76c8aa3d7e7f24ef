using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>The real store of history, whose writes can fail or hang.</summary>
internal sealed class BreakableHistory
{
    private readonly TaskCompletionSource _hang = new();
    private readonly ChangeSignal _written = new();

    /// <summary>Whether writes fail.</summary>
    public bool Fails { get; set; }

    /// <summary>Whether the clusters cannot be listed.</summary>
    public bool FailsToList { get; set; }

    /// <summary>Whether writes never end.</summary>
    public bool Hangs { get; set; }

    /// <summary>Whether writes get lost, as those of a process that is killed.</summary>
    public bool Drops { get; set; }

    /// <summary>How many writes were tried.</summary>
    public int Tries { get; private set; }

    /// <summary>Ends when something was stored.</summary>
    public Task Written => _written.Next;

    public void Decorate(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IHistoryStore));
        services.Remove(inner);
        services.AddSingleton<IHistoryStore>(provider => new Store(
            this, (IHistoryStore)ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)));
    }

    private sealed class Store(BreakableHistory database, IHistoryStore inner) : IHistoryStore
    {
        public async Task AppendAsync(ClusterName cluster, IReadOnlyList<StoredBlock> blocks, CancellationToken cancellation)
        {
            database.Tries++;
            if (database.Hangs) await database._hang.Task;
            if (database.Drops) return;
            if (database.Fails) throw new StoreUnavailableException("broken by the test");
            await inner.AppendAsync(cluster, blocks, cancellation);
            database._written.Set();
        }

        public Task<IReadOnlyList<StoredBlock>> ReadAsync(HistoryQuery query, CancellationToken cancellation) =>
            inner.ReadAsync(query, cancellation);

        public Task<IReadOnlyList<ClusterName>> ListClustersAsync(CancellationToken cancellation) => database.FailsToList
            ? throw new StoreUnavailableException("broken by the test")
            : inner.ListClustersAsync(cancellation);

        public Task<IReadOnlyList<int>> ListPartsAsync(ClusterName cluster, long from, long to, CancellationToken cancellation) =>
            inner.ListPartsAsync(cluster, from, to, cancellation);

        public Task<long?> FindLastAsync(
            ClusterName cluster, HistoryResolution resolution, long until, CancellationToken cancellation) =>
            inner.FindLastAsync(cluster, resolution, until, cancellation);

        public Task<int> CleanUpAsync(
            ClusterName cluster, HistoryResolution resolution, long before, CancellationToken cancellation) =>
            inner.CleanUpAsync(cluster, resolution, before, cancellation);
    }
}
