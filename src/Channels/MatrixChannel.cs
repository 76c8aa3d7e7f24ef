using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>
/// Matrix: a message whose id makes it harmless to send it again. The end of an incident edits its messages. Encrypted rooms would show
/// what is sent as not encrypted.
/// </summary>
internal sealed class MatrixChannel(MatrixOptions options, ChannelHttp http) : INotificationChannel
{
    private readonly string _room =
        $"{options.Server!.TrimEnd('/')}/_matrix/client/v3/rooms/{Uri.EscapeDataString(options.Room!)}/send/m.room.message/";

    // An event takes 65,536 bytes; an edit has the text four times.
    public MessageLimits Limits { get; } = new(Title: 400, Body: 4096) { ShowsState = true };

    public Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation) => MessageEdits.Send(
        message,
        reference => PutAsync($"{message.Id}.{reference}", Edit(message, reference), cancellation),
        () => PutAsync(message.Id, Content(message), cancellation));

    private async Task<DeliveryOutcome> PutAsync(string transaction, JsonObject content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, _room + Uri.EscapeDataString(transaction))
        {
            Content = Json.Content(content),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.AccessToken);
        var (outcome, answer) = await http.SendAsync(request, [options.AccessToken], cancellation).ConfigureAwait(false);
        return outcome.Result == DeliveryResult.Delivered
            ? outcome with { Reference = Json.Text(answer, "event_id") }
            : outcome.Asking(Json.Wait(answer, TimeSpan.FromMilliseconds(1), "retry_after_ms"));
    }

    private static JsonObject Edit(NotificationMessage message, string reference)
    {
        var edit = Content(message);
        edit["body"] = $"* {MessageText.Plain(message)}";
        edit["m.new_content"] = Content(message);
        edit["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = reference };
        return edit;
    }

    private static JsonObject Content(NotificationMessage message) => new()
    {
        ["msgtype"] = "m.text",
        ["body"] = MessageText.Plain(message),
        ["format"] = "org.matrix.custom.html",
        ["formatted_body"] = MessageText.Html(message),
    };
}
