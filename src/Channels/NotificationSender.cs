using System.Collections.Frozen;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Channels;

/// <summary>Sends through the channel of each destination.</summary>
internal sealed class NotificationSender(FrozenDictionary<string, INotificationChannel> channels) : INotificationSender
{
    public MessageLimits LimitsOf(Destination destination) => channels[destination.Name].Limits;

    public Task<DeliveryOutcome> SendAsync(Destination destination, NotificationMessage message, CancellationToken cancellation) =>
        channels[destination.Name].SendAsync(message, cancellation);
}
