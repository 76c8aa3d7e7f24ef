using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>A channel whose service forgets an incident unless it is told again that it is open.</summary>
internal interface IStateChannel : INotificationChannel
{
    /// <summary>Says of incidents that they are still open. Failures are outcomes; only cancellation throws.</summary>
    /// <param name="open">The newest message of each.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    Task<DeliveryOutcome> RefreshAsync(IReadOnlyList<NotificationMessage> open, CancellationToken cancellation);
}
