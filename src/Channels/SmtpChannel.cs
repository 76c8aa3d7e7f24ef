using MimeKit;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>
/// Mail. Later mails of an incident are replies to the first, so that mail programs show them as one conversation. Each recipient has an
/// outcome of its own: one that has to wait keeps no mail from the others.
/// </summary>
internal sealed class SmtpChannel(SmtpOptions options, TimeProvider time) : INotificationChannel
{
    public MessageLimits Limits { get; } = new(Title: 200, Body: 16_384);

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        using var mail = SmtpMail.Of(message, options, time.GetUtcNow());
        var recipients = new SmtpRecipients([.. mail.To.Mailboxes], message.Progress);
        if (recipients.Remaining.Count == 0)
            return new(DeliveryResult.Delivered, "Every recipient was served before.", Reference: mail.MessageId);
        using var client = new SmtpSession(options);
        try
        {
            await client.OpenAsync(cancellation).ConfigureAwait(false);
            await client.SendAsync(mail, (MailboxAddress)mail.From[0], recipients.Remaining, cancellation, client).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OperationCanceledException and not OutOfMemoryException)
        {
            var outcome = SmtpFailure.Of(problem, client, options.Secret);
            return recipients.AfterFailure(outcome, client);
        }

        await client.CloseAsync(cancellation).ConfigureAwait(false);
        return recipients.AfterMail(client, mail.MessageId);
    }
}
