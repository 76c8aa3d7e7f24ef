using System.Collections.Frozen;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Channels;

/// <summary>Sends through the channel of each destination.</summary>
internal sealed class NotificationSender(FrozenDictionary<string, INotificationChannel> channels) : INotificationSender
{
    public MessageLimits LimitsOf(Destination destination) => channels[destination.Name].Limits;

    // A reference is stored with its channel: a destination may be given another one while an incident is open.
    public async Task<DeliveryOutcome> SendAsync(Destination destination, NotificationMessage message, CancellationToken cancellation)
    {
        var prefix = $"{destination.Kind}:";
        var own = message.Earlier.Where(one => one.StartsWith(prefix, StringComparison.Ordinal)).Select(one => one[prefix.Length..]);
        var outcome = await channels[destination.Name].SendAsync(message with { Earlier = [.. own] }, cancellation).ConfigureAwait(false);
        return outcome.Reference is { } reference ? outcome with { Reference = prefix + reference } : outcome;
    }

    public Task<DeliveryOutcome> RefreshAsync(
        Destination destination, IReadOnlyList<NotificationMessage> open, CancellationToken cancellation) =>
        channels[destination.Name] is IStateChannel channel
            ? channel.RefreshAsync(open, cancellation)
            : Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "It forgets nothing."));
}
