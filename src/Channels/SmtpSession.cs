using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Channels;

/// <summary>A connection to a mail server for one mail. A recipient that is refused does not keep it from the others.</summary>
internal sealed class SmtpSession : SmtpClient, ITransferProgress
{
    private readonly SmtpOptions _options;
    private readonly string? _pin;
    private readonly List<string> _refused = [];
    private readonly List<string> _deferred = [];
    private SmtpCommandException? _refusal;
    private SmtpCommandException? _deferral;

    public SmtpSession(SmtpOptions options)
    {
        (_options, _pin) = (options, options.Fingerprint?.Replace(":", "", StringComparison.Ordinal));
        CheckCertificateRevocation = false;
        ServerCertificateValidationCallback = (_, certificate, _, errors) => Accepts(certificate, errors);
    }

    /// <summary>Whether the mail itself was sent, at least in part.</summary>
    public bool HasSentData { get; private set; }

    /// <summary>The certificate that was not accepted, SHA-256 with colons; null if there was none.</summary>
    public string? Presented { get; private set; }

    /// <summary>The recipients that were refused for good.</summary>
    public IReadOnlyList<string> Refused => _refused;

    /// <summary>The recipients that may get it later.</summary>
    public IReadOnlyList<string> Deferred => _deferred;

    /// <summary>Connects, and logs in if there is a user.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        var (security, port) = _options.Mode switch
        {
            SmtpSecurity.Tls => (SecureSocketOptions.SslOnConnect, 465),
            SmtpSecurity.None => (SecureSocketOptions.None, 25),
            _ => (SecureSocketOptions.StartTls, 587),
        };
        await ConnectAsync(_options.Host!, _options.Port ?? port, security, cancellation).ConfigureAwait(false);
        if (_options.User is { } user) await AuthenticateAsync(user, _options.Secret ?? "", cancellation).ConfigureAwait(false);
    }

    /// <summary>Says goodbye. The mail is delivered already, so a failure does not count.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        try
        {
            await DisconnectAsync(quit: true, cancellation).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // The connection is closed either way.
        }
    }

    public void Report(long bytesTransferred, long totalSize) => HasSentData = true;

    public void Report(long bytesTransferred) => HasSentData = true;

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        var refusal = new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, response.StatusCode, mailbox, response.Response);
        if (response.StatusCode == SmtpStatusCode.ServiceNotAvailable) throw refusal;
        if ((int)response.StatusCode < 500)
        {
            _deferral ??= refusal;
            _deferred.Add(mailbox.Address);
            return;
        }

        _refusal ??= refusal;
        _refused.Add(mailbox.Address);
    }

    protected override void OnNoRecipientsAccepted(MimeMessage message)
    {
        if ((_deferral ?? _refusal) is { } refusal) throw refusal;
        base.OnNoRecipientsAccepted(message);
    }

    private bool Accepts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null) return false;
        var hash = certificate.GetCertHash(HashAlgorithmName.SHA256);
        var accepted = _pin is null
            ? errors == SslPolicyErrors.None
            : string.Equals(_pin, Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase);
        if (!accepted) Presented = BitConverter.ToString(hash).Replace('-', ':');
        return accepted;
    }
}
