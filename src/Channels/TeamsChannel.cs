using System.Text.Json.Nodes;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>Microsoft Teams by a workflow, which posts an adaptive card. An accepted card may still fail later, unseen.</summary>
internal sealed class TeamsChannel(TeamsOptions options, ChannelHttp http) : INotificationChannel
{
    private readonly Uri _url = new(options.Address);

    // 28 KB of JSON, in which a character may take six times its bytes.
    public MessageLimits Limits { get; } = new(Title: 400, Body: 3500, new(Burst: 1, TimeSpan.FromMilliseconds(250)));

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = Json.Content(Body(message)) };
        return (await http.SendAsync(request, ChannelHttp.SecretsOf(_url), cancellation).ConfigureAwait(false)).Outcome;
    }

    private static JsonObject Body(NotificationMessage message) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["contentUrl"] = null,
            ["content"] = Card(message),
        }),
    };

    private static JsonObject Card(NotificationMessage message)
    {
        var lines = message.Body.Split('\n').Select(line => Text(line, "default", "default"));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new JsonArray([Text(message.Title, "bolder", Colour(message)), .. lines]),
        };
        if (message.Link is { } link)
            card["actions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Action.OpenUrl",
                ["title"] = "Open the incident",
                ["url"] = link,
            });
        return card;
    }

    // A text run shows its text as it is; a text block would read it as Markdown.
    private static JsonNode Text(string text, string weight, string colour) => new JsonObject
    {
        ["type"] = "RichTextBlock",
        ["inlines"] = new JsonArray(new JsonObject
        {
            ["type"] = "TextRun",
            ["text"] = text,
            ["weight"] = weight,
            ["color"] = colour,
        }),
    };

    private static string Colour(NotificationMessage message) => (message.Form, message.Severity) switch
    {
        (MessageForm.Trouble, Severity.Critical or Severity.Error) => "attention",
        (MessageForm.Trouble, Severity.Warning) => "warning",
        (MessageForm.Trouble, _) => "accent",
        _ => "good",
    };
}
