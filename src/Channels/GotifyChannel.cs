using System.Text.Json.Nodes;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>Gotify: a message of an application. The server cannot recognise one that is sent again.</summary>
internal sealed class GotifyChannel(GotifyOptions options, ChannelHttp http) : INotificationChannel
{
    private readonly string _server = options.Server!.TrimEnd('/');

    public MessageLimits Limits { get; } = new(Title: 250, Body: 8192);

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["title"] = message.Title,
            ["message"] = message.Body,
            ["priority"] = Priority(message),
        };
        if (message.Link is { } link)
            body["extras"] = new JsonObject
            {
                ["client::notification"] = new JsonObject { ["click"] = new JsonObject { ["url"] = link } },
            };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server}/message") { Content = Json.Content(body) };
        request.Headers.Add("X-Gotify-Key", options.AccessToken);
        return (await http.SendAsync(request, [options.AccessToken], cancellation).ConfigureAwait(false)).Outcome;
    }

    // From 4 the Android app makes a sound, from 8 it also appears on the screen.
    private static int Priority(NotificationMessage message) => (message.Form, message.Severity) switch
    {
        (MessageForm.Trouble, Severity.Critical) => 10,
        (MessageForm.Trouble, Severity.Error) => 8,
        (MessageForm.Trouble, Severity.Info) => 2,
        _ => 5,
    };
}
