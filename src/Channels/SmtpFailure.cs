using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Channels;

/// <summary>Interprets why a mail server did not accept a mail.</summary>
internal static class SmtpFailure
{
    private const int MaxQuote = 200;

    // A server that greylists refuses a sender whom it does not know for some minutes.
    internal static readonly TimeSpan Greylisting = TimeSpan.FromMinutes(5);

    /// <summary>The outcome.</summary>
    /// <param name="problem">What was thrown.</param>
    /// <param name="session">The connection on which it was thrown.</param>
    /// <param name="secret">The password, which is not quoted; null for none.</param>
    public static DeliveryOutcome Of(Exception problem, SmtpSession session, string? secret) => problem switch
    {
        SmtpCommandException refused => Of(refused, secret),
        AuthenticationException { InnerException: SmtpCommandException refused } => Of(refused, secret),
        AuthenticationException => new(DeliveryResult.Permanent, "It did not accept the user and the password."),
        ServiceNotAuthenticatedException => new(DeliveryResult.Permanent, "It takes no mail without a user and a password."),
        SslHandshakeException when session.Presented is { } presented => new(
            DeliveryResult.Transient,
            $"Its certificate is not trusted; its SHA-256 fingerprint is {presented}. If that is the server's, set Fingerprint to it."),
        SslHandshakeException => new(DeliveryResult.Transient, "No secure connection could be made; check Security and Port."),
        NotSupportedException when session.IsConnected =>
            new(DeliveryResult.Transient, "It offers no login that the monitor knows; check User."),
        NotSupportedException => new(DeliveryResult.Transient, "It does not offer STARTTLS; check Security and Port."),
        SocketException { SocketErrorCode: SocketError.HostNotFound } => new(DeliveryResult.Transient, "Its name is not known to DNS."),
        SocketException => new(DeliveryResult.Transient, "It cannot be reached."),
        _ when session.HasSentData => new(DeliveryResult.Unknown, "The connection broke after the mail was sent."),
        _ => new(DeliveryResult.Transient, "The connection broke before the mail was sent."),
    };

    private static DeliveryOutcome Of(SmtpCommandException refused, string? secret)
    {
        var code = (int)refused.StatusCode;
        var text = secret is { Length: > 1 } ? refused.Message.Replace(secret, "…", StringComparison.Ordinal) : refused.Message;
        var detail = string.Create(CultureInfo.InvariantCulture, $"It answered {code}: {OneLine.Of(text, MaxQuote).TrimEnd('.')}.");
        return code < 500 ? new(DeliveryResult.Transient, detail, Greylisting) : new(DeliveryResult.Permanent, detail);
    }
}
