using OrleansMonitor.Channels;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates a mail server and its mailboxes.</summary>
internal static class SmtpCheck
{
    private const int MaxRecipients = 20;

    public static void Check(SmtpOptions smtp, string key, ProblemList problems)
    {
        problems.Require(
            Uri.CheckHostName(smtp.Host ?? "") != UriHostNameType.Unknown, $"{key}:Host",
            "is not the name or the address of a mail server, without a port.");
        problems.Require(smtp.Port is null or (>= 1 and <= 65535), $"{key}:Port", "is not between 1 and 65535.");
        problems.Require(SmtpMail.IsMailbox(smtp.From), $"{key}:From", "is not the address of a mailbox, such as monitor@example.com.");
        problems.Require(smtp.To.Count is >= 1 and <= MaxRecipients, $"{key}:To", $"needs 1 to {MaxRecipients} addresses.");
        problems.Require(smtp.To.All(SmtpMail.IsMailbox), $"{key}:To", "has an address that is not one of a mailbox.");
        CheckEncryption(smtp, key, problems);
        CheckLogin(smtp, key, problems);
    }

    private static void CheckEncryption(SmtpOptions smtp, string key, ProblemList problems)
    {
        if (Enum.TryParse<SmtpSecurity>(smtp.Security, ignoreCase: true, out var mode) && char.IsLetter(smtp.Security[0])) smtp.Mode = mode;
        else problems.Add($"{key}:Security", "is not StartTls, Tls or None.");
        var hex = smtp.Fingerprint?.Replace(":", "", StringComparison.Ordinal);
        problems.Require(
            hex is null || (hex.Length == 64 && hex.All(char.IsAsciiHexDigit)), $"{key}:Fingerprint",
            "is not a SHA-256 fingerprint: 32 pairs of hexadecimal digits.");
    }

    private static void CheckLogin(SmtpOptions smtp, string key, ProblemList problems)
    {
        smtp.Secret = Secrets.Read(smtp.Password, smtp.PasswordFile, $"{key}:Password", $"{key}:PasswordFile", problems);
        var hasUser = !string.IsNullOrWhiteSpace(smtp.User);
        problems.Require(hasUser || smtp.Secret is null, $"{key}:User", "is missing; a password needs one.");
        problems.Require(!hasUser || smtp.Secret is not null, $"{key}:Password", "is missing; set it or PasswordFile.");
        problems.Require(
            !hasUser || smtp.Mode != SmtpSecurity.None, $"{key}:Security",
            "is None, so the password could be read on the way; use StartTls.");
    }
}
