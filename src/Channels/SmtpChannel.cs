using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>Mail. Later mails of an incident are replies to the first, so that mail programs show them as one conversation.</summary>
internal sealed class SmtpChannel(SmtpOptions options, TimeProvider time) : INotificationChannel
{
    public MessageLimits Limits { get; } = new(Title: 200, Body: 16_384);

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        using var mail = SmtpMail.Of(message, options, time.GetUtcNow());
        using var client = new SmtpSession(options);
        try
        {
            await client.OpenAsync(cancellation).ConfigureAwait(false);
            await client.SendAsync(mail, cancellation, client).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OperationCanceledException and not OutOfMemoryException)
        {
            return SmtpFailure.Of(problem, client, options.Secret);
        }

        await client.CloseAsync(cancellation).ConfigureAwait(false);
        var detail = client.Refused.Count == 0
            ? "The mail server took it."
            : $"The mail server took it, but not for {string.Join(", ", client.Refused)}.";
        return new(DeliveryResult.Delivered, detail, Reference: mail.MessageId);
    }
}
