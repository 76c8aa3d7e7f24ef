using System.Globalization;
using System.Text.Json.Nodes;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>Telegram: plain text, so that nothing needs to be escaped. The end of an incident edits its messages.</summary>
internal sealed class TelegramChannel(TelegramOptions options, ChannelHttp http) : INotificationChannel
{
    private readonly Uri _server = new($"{options.Server.TrimEnd('/')}/bot{options.AccessToken}/");

    // 4,096 characters, with title and link. A group takes 20 in a minute, anyone else one in a second.
    public MessageLimits Limits { get; } = new(
        Title: 300, Body: 3000, new(Burst: 1, TimeSpan.FromSeconds(options.ChatId!.StartsWith('-') ? 3 : 1)))
    {
        ShowsState = true,
    };

    // A reference is "chat/message": the destination may be given another chat while an incident is open.
    public Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation) => MessageEdits.Send(
        message, reference => EditAsync(message, reference, cancellation), () => PostAsync(message, cancellation));

    private async Task<DeliveryOutcome> PostAsync(NotificationMessage message, CancellationToken cancellation)
    {
        var body = Body(message, options.ChatId!);
        if (options.TopicId is { } topic) body["message_thread_id"] = topic;
        var (outcome, answer) = await CallAsync("sendMessage", body, cancellation).ConfigureAwait(false);
        return outcome.Result == DeliveryResult.Delivered && Json.Text(answer, "result", "message_id") is { } id
            ? outcome with { Reference = $"{Json.Text(answer, "result", "chat", "id") ?? options.ChatId}/{id}" }
            : outcome;
    }

    private async Task<DeliveryOutcome> EditAsync(NotificationMessage message, string reference, CancellationToken cancellation)
    {
        if (reference.Split('/') is not [var chat, var id] || !long.TryParse(id, CultureInfo.InvariantCulture, out var number))
            return new(DeliveryResult.Permanent, "It is not a message of Telegram.");
        var body = Body(message, chat);
        body["message_id"] = number;
        var (outcome, answer) = await CallAsync("editMessageText", body, cancellation).ConfigureAwait(false);

        // It was edited before, and the answer was lost.
        return outcome.Result == DeliveryResult.Permanent
            && Json.Text(answer, "description")?.Contains("message is not modified", StringComparison.OrdinalIgnoreCase) == true
            ? outcome with { Result = DeliveryResult.Delivered }
            : outcome;
    }

    private async Task<ChannelAnswer> CallAsync(string method, JsonObject body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, method)) { Content = Json.Content(body) };
        var (outcome, answer) = await http.SendAsync(request, [options.AccessToken], cancellation).ConfigureAwait(false);
        if (outcome.Result == DeliveryResult.Permanent && Json.Text(answer, "parameters", "migrate_to_chat_id") is { } chat)
            return new(outcome with { Detail = $"The group became a supergroup; set ChatId to {chat}." }, answer);
        return new(outcome.Asking(Json.Wait(answer, TimeSpan.FromSeconds(1), "parameters", "retry_after")), answer);
    }

    private static JsonObject Body(NotificationMessage message, string chat) => new()
    {
        ["chat_id"] = chat,
        ["text"] = MessageText.Plain(message),
        ["link_preview_options"] = new JsonObject { ["is_disabled"] = true },
    };
}
