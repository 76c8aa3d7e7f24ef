using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Ports;

/// <summary>Sends messages to the configured destinations.</summary>
public interface INotificationSender
{
    /// <summary>How much text a destination takes.</summary>
    MessageLimits LimitsOf(Destination destination);

    /// <summary>Sends a message once. Failures are outcomes; only cancellation throws.</summary>
    Task<DeliveryOutcome> SendAsync(Destination destination, NotificationMessage message, CancellationToken cancellation);
}
