using System.Globalization;
using System.Text.Json.Nodes;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>The body of a message for Slack: its title, and the text beside a bar whose colour is the state.</summary>
internal static class SlackText
{
    /// <summary>How much Slack takes; escaping may make it five times longer.</summary>
    public static MessageLimits Limits { get; } = new(Title: 500, Body: 3000, new(Burst: 1, TimeSpan.FromSeconds(1)));

    /// <summary>The body, without a channel.</summary>
    public static JsonObject Body(NotificationMessage message) => new()
    {
        ["text"] = Escape(message.Title),
        ["unfurl_links"] = false,
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["color"] = string.Create(CultureInfo.InvariantCulture, $"#{MessageText.Colour(message):X6}"),
            ["fallback"] = Escape(message.Title),
            ["text"] = message.Link is { } link ? $"{Escape(message.Body)}\n{Escape(link)}" : Escape(message.Body),
            ["mrkdwn_in"] = new JsonArray(),
        }),
    };

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
