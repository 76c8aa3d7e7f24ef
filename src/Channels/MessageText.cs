using System.Net;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>The forms of a message that several channels use.</summary>
internal static class MessageText
{
    /// <summary>Title, body and link as lines.</summary>
    public static string Plain(NotificationMessage message) =>
        message.Link is { } link ? $"{message.Title}\n{message.Body}\n{link}" : $"{message.Title}\n{message.Body}";

    /// <summary>The same as HTML in which everything is encoded.</summary>
    public static string Html(NotificationMessage message)
    {
        var body = Encode(message.Body).Replace("\n", "<br>", StringComparison.Ordinal);
        var link = message.Link is { } address ? $"<br><a href=\"{Encode(address)}\">Open the incident</a>" : "";
        return $"<strong>{Encode(message.Title)}</strong><br>{body}{link}";
    }

    /// <summary>The colour, as 0xRRGGBB: red, amber, blue, grey for one that another replaces, or green for an end.</summary>
    public static int Colour(NotificationMessage message) => (message.Form, message.Severity) switch
    {
        (MessageForm.Trouble, Severity.Critical or Severity.Error) => 0xD32F2F,
        (MessageForm.Trouble, Severity.Warning) => 0xF9A825,
        (MessageForm.Trouble, _) => 0x1976D2,
        (MessageForm.Replaced, _) => 0x757575,
        _ => 0x388E3C,
    };

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
