using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>The real store of notifications, but what is open cannot be read while the test says so.</summary>
internal sealed class UnreadableNotifications(INotificationStore inner, Func<bool> isAway) : INotificationStore
{
    public static void Decorate(IServiceCollection services, Func<bool> isAway)
    {
        var inner = services.Last(service => service.ServiceType == typeof(INotificationStore));
        services.Remove(inner);
        services.AddSingleton<INotificationStore>(provider => new UnreadableNotifications(
            (INotificationStore)(inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)),
            isAway));
    }

    public Task<IReadOnlyList<Notification>> ListShownAsync(
        string destination, DateTimeOffset endedSince, CancellationToken cancellation) =>
        isAway()
            ? throw new StoreUnavailableException("broken by the test")
            : inner.ListShownAsync(destination, endedSince, cancellation);

    public Task<IReadOnlyList<Notification>> ListPendingAsync(
        string destination, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        inner.ListPendingAsync(destination, now, limit, cancellation);

    public Task<IReadOnlyList<Notification>> ListSilencedAsync(
        string destination, long after, int limit, CancellationToken cancellation) =>
        inner.ListSilencedAsync(destination, after, limit, cancellation);

    public Task<IReadOnlyList<Notification>> ListByIncidentAsync(string destination, string incidentId, CancellationToken cancellation) =>
        inner.ListByIncidentAsync(destination, incidentId, cancellation);

    public Task<Notification?> FindAsync(string id, CancellationToken cancellation) => inner.FindAsync(id, cancellation);

    public Task<NotificationPage> ListAsync(NotificationQuery query, CancellationToken cancellation) =>
        inner.ListAsync(query, cancellation);

    public Task UpdateAsync(
        IReadOnlyList<Notification> changed, ImmutableArray<Notification> added, CancellationToken cancellation) =>
        inner.UpdateAsync(changed, added, cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
}
