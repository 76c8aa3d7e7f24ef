using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Channels;

/// <summary>Registers the channels of notifications.</summary>
internal static class NotificationChannels
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds <see cref="INotificationSender"/> with a channel for each configured destination.</summary>
    public static IServiceCollection AddNotificationChannels(
        this IServiceCollection services, IDictionary<string, DestinationOptions> destinations)
    {
        // The logs of the client would contain addresses, which may contain secrets. An open redirect must not see what is sent.
        services.AddHttpClient(ChannelHttp.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = ConnectTimeout,
                ActivityHeadersPropagator = null,
            });
        return services
            .AddSingleton<ChannelHttp>()
            .AddSingleton<INotificationSender>(provider => new NotificationSender(destinations.ToFrozenDictionary(
                pair => pair.Key, pair => Create(pair.Value, provider), StringComparer.Ordinal)));
    }

    // One line per channel.
    private static INotificationChannel Create(DestinationOptions destination, IServiceProvider services) => destination switch
    {
        { Webhook: { } webhook } => ActivatorUtilities.CreateInstance<WebhookChannel>(services, webhook),
        { Ntfy: { } ntfy } => ActivatorUtilities.CreateInstance<NtfyChannel>(services, ntfy),
        _ => throw new InvalidOperationException("A checked destination has a channel."),
    };
}
