using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Channels;

/// <summary>Registers the channels of notifications.</summary>
internal static class NotificationChannels
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds <see cref="INotificationSender"/> with a channel for each configured destination, and <see cref="IHeartbeatCall"/> if a
    /// heartbeat is configured.
    /// </summary>
    public static IServiceCollection AddNotificationChannels(
        this IServiceCollection services, IDictionary<string, DestinationOptions> destinations, HeartbeatSettings heartbeat)
    {
        if (heartbeat.Url is { } url)
            services.AddSingleton<IHeartbeatCall>(provider => ActivatorUtilities.CreateInstance<HeartbeatCall>(provider, new Uri(url)));

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
                pair => pair.Key, pair => Create(pair.Value.All.Single(one => one.Options is not null).Options!, provider),
                StringComparer.Ordinal)));
    }

    // One line per channel.
    private static INotificationChannel Create(object options, IServiceProvider services) => options switch
    {
        WebhookOptions => ActivatorUtilities.CreateInstance<WebhookChannel>(services, options),
        NtfyOptions => ActivatorUtilities.CreateInstance<NtfyChannel>(services, options),
        SmtpOptions => ActivatorUtilities.CreateInstance<SmtpChannel>(services, options),
        DiscordOptions => ActivatorUtilities.CreateInstance<DiscordChannel>(services, options),
        TelegramOptions => ActivatorUtilities.CreateInstance<TelegramChannel>(services, options),
        SlackOptions => ActivatorUtilities.CreateInstance<SlackChannel>(services, options),
        SlackBotOptions => ActivatorUtilities.CreateInstance<SlackBotChannel>(services, options),
        GotifyOptions => ActivatorUtilities.CreateInstance<GotifyChannel>(services, options),
        PagerDutyOptions => ActivatorUtilities.CreateInstance<PagerDutyChannel>(services, options),
        PushoverOptions => ActivatorUtilities.CreateInstance<PushoverChannel>(services, options),
        TeamsOptions => ActivatorUtilities.CreateInstance<TeamsChannel>(services, options),
        MatrixOptions => ActivatorUtilities.CreateInstance<MatrixChannel>(services, options),
        AlertmanagerOptions => ActivatorUtilities.CreateInstance<AlertmanagerChannel>(services, options),
        AppriseOptions => ActivatorUtilities.CreateInstance<AppriseChannel>(services, options),
        _ => throw new InvalidOperationException("A checked destination has a channel."),
    };
}
