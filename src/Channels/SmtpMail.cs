using MimeKit;
using MimeKit.Text;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>Writes the mail of a message.</summary>
internal static class SmtpMail
{
    /// <summary>The mail; its id is the same when it is sent again.</summary>
    public static MimeMessage Of(NotificationMessage message, SmtpOptions options, DateTimeOffset now)
    {
        var from = MailboxAddress.Parse(options.From!);
        var mail = new MimeMessage
        {
            MessageId = $"{message.Id}@{from.Domain}",
            Date = now,
            Subject = message.Title,
            Body = new MultipartAlternative
            {
                new TextPart(TextFormat.Plain) { Text = MessageText.Plain(message) },
                new TextPart(TextFormat.Html) { Text = $"<html><body>{MessageText.Html(message)}</body></html>" },
            },
        };
        mail.From.Add(from);
        mail.To.AddRange(options.To.Select(MailboxAddress.Parse));
        mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        if (message.Earlier is [var first, ..])
        {
            mail.InReplyTo = first;
            mail.References.Add(first);
        }

        return mail;
    }

    /// <summary>Whether a text is the address of a mailbox, with or without a name.</summary>
    public static bool IsMailbox(string? text) => MailboxAddress.TryParse(text, out var mailbox)
        && mailbox.LocalPart.Length > 0 && mailbox.Domain.Length > 0;
}
