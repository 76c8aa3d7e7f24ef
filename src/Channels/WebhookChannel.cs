using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>Standard Webhooks: a signed POST whose id stays the same when it is sent again.</summary>
internal sealed class WebhookChannel(WebhookOptions options, ChannelHttp http, TimeProvider time) : INotificationChannel
{
    private readonly Uri _url = new(options.Url!);

    // A receiver should take 20 kB. The text may grow when it is written as JSON.
    public MessageLimits Limits { get; } = new(Title: 1024, Body: 8192) { ShowsState = true };

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        var body = WebhookPayload.Write(message);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", Sign(message.Id, timestamp, body));
        return (await http.SendAsync(request, ChannelHttp.SecretsOf(_url), cancellation).ConfigureAwait(false)).Outcome;
    }

    private string Sign(string id, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(options.Key, signed));
    }
}
