using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>
/// Pushover. A critical incident sounds again until someone acknowledges it; its end and any later message of it stop that.
/// </summary>
internal sealed class PushoverChannel(PushoverOptions options, ChannelHttp http) : INotificationChannel
{
    private const int MaxLink = 512;
    private const string Emergency = "2";

    private readonly string _server = options.Server.TrimEnd('/');

    public MessageLimits Limits { get; } = new(Title: 250, Body: 1024) { ShowsState = true };

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        if (await SilenceAsync(message, cancellation).ConfigureAwait(false) is { } failed) return failed;
        if (message.Form == MessageForm.Replaced) return new(DeliveryResult.Delivered, "No emergency alert was active.");
        var fields = Fields(message);

        // Every minute for an hour.
        if (fields["priority"] == Emergency) (fields["retry"], fields["expire"]) = ("60", "3600");
        if (message.Link is { Length: <= MaxLink } link) fields["url"] = link;
        var (outcome, answer) = await PostAsync("messages.json", fields, cancellation).ConfigureAwait(false);
        return outcome.Result == DeliveryResult.Delivered ? outcome with { Reference = Json.Text(answer, "receipt") } : outcome;
    }

    // A receipt that is refused has expired. It is harmless to cancel one twice.
    private async Task<DeliveryOutcome?> SilenceAsync(NotificationMessage message, CancellationToken cancellation)
    {
        foreach (var receipt in message.Earlier)
        {
            var address = $"receipts/{Uri.EscapeDataString(receipt)}/cancel.json";
            var (outcome, _) = await PostAsync(address, new() { ["token"] = options.AccessToken }, cancellation).ConfigureAwait(false);
            if (outcome.Result is DeliveryResult.Transient or DeliveryResult.Unknown) return outcome;
        }

        return null;
    }

    private async Task<ChannelAnswer> PostAsync(
        string path, Dictionary<string, string> fields, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server}/1/{path}") { Content = new FormUrlEncodedContent(fields) };
        return await http.SendAsync(request, [options.AccessToken, options.User!], cancellation).ConfigureAwait(false);
    }

    private Dictionary<string, string> Fields(NotificationMessage message) => new(StringComparer.Ordinal)
    {
        ["token"] = options.AccessToken,
        ["user"] = options.User!,
        ["title"] = message.Title,
        ["message"] = message.Body,
        ["priority"] = Priority(message),
    };

    private static string Priority(NotificationMessage message) => (message.Form, message.Severity) switch
    {
        (MessageForm.Trouble, Severity.Critical) => Emergency,
        (MessageForm.Trouble, Severity.Error) => "1",
        (MessageForm.Trouble, Severity.Info) => "-1",
        _ => "0",
    };
}
