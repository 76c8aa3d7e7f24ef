using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>Sends messages to one destination.</summary>
internal interface INotificationChannel
{
    /// <summary>How much text it takes.</summary>
    MessageLimits Limits { get; }

    /// <summary>Sends a message once. Failures are outcomes whose detail contains no secret; only cancellation throws.</summary>
    Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation);
}
