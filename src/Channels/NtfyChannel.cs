using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>ntfy: a message on a topic. The server cannot recognise one that is sent again.</summary>
internal sealed class NtfyChannel(NtfyOptions options, ChannelHttp http, TimeProvider time) : INotificationChannel
{
    // The code of an answer when the day's messages are used up.
    private const string DailyLimit = "42908";

    private readonly Uri _server = new(options.Server);

    // A longer message would become an attachment. A visitor may send 60 at once, then one in five seconds.
    public MessageLimits Limits { get; } = new(Title: 250, Body: 4096, new(Burst: 60, TimeSpan.FromSeconds(5)));

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _server)
        {
            Content = JsonContent.Create(
                new Publication(options.Topic!, message.Title, message.Body, Priority(message), [Tag(message)], message.Link),
                options: JsonSerializerOptions.Web),
        };
        if (options.AccessToken is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var (outcome, body) = await http.SendAsync(request, [options.AccessToken ?? "", options.Topic!], cancellation)
            .ConfigureAwait(false);
        return outcome.Result == DeliveryResult.Transient && body.Contains(DailyLimit, StringComparison.Ordinal)
            ? outcome with { Wait = UntilMidnight() }
            : outcome;
    }

    private TimeSpan UntilMidnight()
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.Date.AddDays(1) - now;
    }

    private static int Priority(NotificationMessage message) => (message.Form, message.Severity) switch
    {
        (MessageForm.Trouble, Severity.Critical) => 5,
        (MessageForm.Trouble, Severity.Error) => 4,
        (MessageForm.Trouble, Severity.Info) => 2,
        _ => 3,
    };

    private static string Tag(NotificationMessage message) => (message.Form, message.Severity) switch
    {
        (MessageForm.Trouble, Severity.Critical or Severity.Error) => "rotating_light",
        (MessageForm.Trouble, Severity.Warning) => "warning",
        (MessageForm.Trouble, _) => "information_source",
        _ => "white_check_mark",
    };

    private sealed record Publication(string Topic, string Title, string Message, int Priority, string[] Tags, string? Click);
}
