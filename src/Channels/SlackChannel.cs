using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>Slack by an incoming webhook, which cannot edit what it posted.</summary>
internal sealed class SlackChannel(SlackOptions options, ChannelHttp http) : INotificationChannel
{
    private readonly Uri _url = new(options.Address);

    public MessageLimits Limits => SlackText.Limits;

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = Json.Content(SlackText.Body(message)) };
        var (outcome, body) = await http.SendAsync(request, ChannelHttp.SecretsOf(_url), cancellation).ConfigureAwait(false);

        // Only "ok" is success. Another word is an error of Slack; anything else is the page of something in between.
        if (outcome.Result != DeliveryResult.Delivered || body == "ok") return outcome;
        var isWord = body.Length > 0 && body.All(letter => letter is '_' or (>= 'a' and <= 'z'));
        return outcome with { Result = isWord ? DeliveryResult.Permanent : DeliveryResult.Transient };
    }
}
