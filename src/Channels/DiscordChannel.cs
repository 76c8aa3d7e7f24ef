using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Channels;

/// <summary>Discord: an embed whose colour is the state. The end of an incident edits its messages.</summary>
internal sealed partial class DiscordChannel(DiscordOptions options, ChannelHttp http) : INotificationChannel
{
    private const int MaxTitle = 256;
    private const int MaxBody = 4096;

    private readonly Uri _url = new(options.Address);

    // Five in two seconds.
    public MessageLimits Limits { get; } = new(Title: MaxTitle, Body: 3000, new(Burst: 1, TimeSpan.FromMilliseconds(400)))
    {
        ShowsState = true,
    };

    public Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation) => MessageEdits.Send(
        message,
        reference => CallAsync(HttpMethod.Patch, Address($"/messages/{Uri.EscapeDataString(reference)}"), message, cancellation),
        () => CallAsync(HttpMethod.Post, Address(""), message, cancellation));

    private async Task<DeliveryOutcome> CallAsync(
        HttpMethod method, Uri address, NotificationMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address) { Content = Json.Content(Body(message)) };
        var (outcome, body) = await http.SendAsync(request, ChannelHttp.SecretsOf(_url), cancellation).ConfigureAwait(false);
        return outcome.Result == DeliveryResult.Delivered
            ? outcome with { Reference = Json.Text(body, "id") }
            : outcome.Asking(Json.Wait(body, TimeSpan.FromSeconds(1), "retry_after"));
    }

    // Without "wait", Discord does not say which message it made. The address may name a thread in its query.
    private Uri Address(string path) => new UriBuilder(_url)
    {
        Path = _url.AbsolutePath.TrimEnd('/') + path,
        Query = _url.Query.Length > 1 ? $"{_url.Query}&wait=true" : "?wait=true",
    }.Uri;

    private static JsonObject Body(NotificationMessage message) => new()
    {
        ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
        ["embeds"] = new JsonArray(new JsonObject
        {
            ["title"] = Escape(message.Title, MaxTitle),
            ["description"] = Escape(message.Body, MaxBody),
            ["url"] = message.Link,
            ["color"] = MessageText.Colour(message),
            ["timestamp"] = message.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        }),
    };

    private static string Escape(string text, int limit) => TextLimit.Cut(Special().Replace(text, @"\$0"), limit);

    [GeneratedRegex(@"[\\*_~`|\[\]<>#@]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Special();
}
