using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>The real store of guests' states, which can refuse writes.</summary>
/// <param name="hangs">Whether it hangs instead of refusing first states.</param>
internal sealed class BreakableGuestStates(bool hangs = false)
{
    /// <summary>Whether it stores first states.</summary>
    public bool Adds { get; set; } = true;

    /// <summary>Whether it forgets a cluster's states.</summary>
    public bool Forgets { get; set; } = true;

    private bool Hangs => hangs;

    public void Decorate(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IGuestStateStore));
        services.Remove(inner);
        services.AddSingleton<IGuestStateStore>(provider => new Store(
            this, (IGuestStateStore)ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)));
    }

    private static StoreUnavailableException Broken() => new("broken by the test");

    private sealed class Store(BreakableGuestStates database, IGuestStateStore inner) : IGuestStateStore
    {
        public Task<IReadOnlyDictionary<int, GuestState>> FindAsync(
            ClusterName cluster, IReadOnlyCollection<int> vmids, CancellationToken cancellation) =>
            inner.FindAsync(cluster, vmids, cancellation);

        public Task<IReadOnlySet<int>> AddAsync(
            ClusterName cluster, IReadOnlyDictionary<int, GuestState> states, CancellationToken cancellation)
        {
            if (database.Adds) return inner.AddAsync(cluster, states, cancellation);
            return database.Hangs ? new TaskCompletionSource<IReadOnlySet<int>>().Task : throw Broken();
        }

        public Task ForgetAsync(ClusterName cluster, CancellationToken cancellation) =>
            database.Forgets ? inner.ForgetAsync(cluster, cancellation) : throw Broken();
    }
}
