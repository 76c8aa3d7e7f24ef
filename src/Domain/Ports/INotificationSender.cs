using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Ports;

/// <summary>Sends messages to the configured destinations.</summary>
public interface INotificationSender
{
    /// <summary>How much text a destination takes.</summary>
    MessageLimits LimitsOf(Destination destination);

    /// <summary>Sends a message once. Failures are outcomes; only cancellation throws.</summary>
    Task<DeliveryOutcome> SendAsync(Destination destination, NotificationMessage message, CancellationToken cancellation);

    /// <summary>
    /// Tells a destination that forgets incidents (<see cref="MessageLimits.Refresh"/>) which are still open. Failures are outcomes; only
    /// cancellation throws.
    /// </summary>
    /// <param name="destination">The destination.</param>
    /// <param name="open">The newest message of each.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    Task<DeliveryOutcome> RefreshAsync(
        Destination destination, IReadOnlyList<NotificationMessage> open, CancellationToken cancellation);
}
