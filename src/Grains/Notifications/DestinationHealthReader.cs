using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Reads whether messages reach a destination.</summary>
/// <param name="store">The stored messages.</param>
/// <param name="time">The monitor's time.</param>
public sealed class DestinationHealthReader(INotificationStore store, TimeProvider time)
{
    private const int MaxPending = 1000;

    /// <summary>What is wrong with a destination; null for nothing. Fails while the database cannot be read.</summary>
    /// <param name="destination">Its name.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<string?> Problem(string destination, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var pending = await store.ListPendingAsync(destination, now, MaxPending, cancellation);
        var delivered = await Latest(destination, NotificationState.Delivered, cancellation);
        var dead = await Latest(destination, NotificationState.Dead, cancellation);
        return DestinationHealth.Problem(pending, dead?.Sequence > (delivered?.Sequence ?? 0) ? dead : delivered, now);
    }

    // Asked by state: any number of others may be newer.
    private async Task<Notification?> Latest(string destination, NotificationState state, CancellationToken cancellation) =>
        (await store.ListAsync(new(state, destination, Limit: 1), cancellation)).Items.FirstOrDefault();
}
