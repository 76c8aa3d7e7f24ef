using System.Net.Http.Headers;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Channels;

/// <summary>Slack by a bot. The end of an incident edits its messages.</summary>
internal sealed class SlackBotChannel(SlackBotOptions options, ChannelHttp http) : INotificationChannel
{
    // Errors come with the status 200.
    private static readonly string[] Passing =
        ["ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"];

    private readonly string _server = options.Server.TrimEnd('/');

    public MessageLimits Limits { get; } = SlackText.Limits with { ShowsState = true };

    // A reference is "channel/ts": an edit takes only the channel's id, which the answer tells.
    public Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation) => MessageEdits.Send(
        message,
        reference => reference.Split('/') is [var channel, var ts]
            ? CallAsync("chat.update", message, channel, ts, cancellation)
            : Task.FromResult(new DeliveryOutcome(DeliveryResult.Permanent, "It is not a message of Slack.")),
        () => CallAsync("chat.postMessage", message, options.Channel!, null, cancellation));

    private async Task<DeliveryOutcome> CallAsync(
        string method, NotificationMessage message, string channel, string? ts, CancellationToken cancellation)
    {
        var body = SlackText.Body(message);
        body["channel"] = channel;
        if (ts is not null) body["ts"] = ts;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server}/api/{method}") { Content = Json.Content(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.AccessToken);
        var (outcome, answer) = await http.SendAsync(request, [options.AccessToken], cancellation).ConfigureAwait(false);
        if (outcome.Result != DeliveryResult.Delivered) return outcome;
        if (answer.Length == 0) return new(DeliveryResult.Unknown, "It accepted the request, and its answer broke.");
        if (Json.IsTrue(answer, "ok")) return outcome with { Reference = Reference(answer) };
        var error = Json.Text(answer, "error") ?? "no error of Slack; check Server";
        var result = Passing.Contains(error, StringComparer.Ordinal) ? DeliveryResult.Transient : DeliveryResult.Permanent;
        return new(result, $"It answered {OneLine.Of(error, 100)}.");
    }

    private static string? Reference(string answer) =>
        Json.Text(answer, "channel") is { } channel && Json.Text(answer, "ts") is { } ts ? $"{channel}/{ts}" : null;
}
