namespace OrleansMonitor.Channels.Options;

/// <summary>Mail.</summary>
public sealed record SmtpOptions
{
    /// <summary>The mail server.</summary>
    public string? Host { get; init; }

    /// <summary>Its port. Default 587, with <c>Tls</c> 465 and with <c>None</c> 25.</summary>
    public int? Port { get; init; }

    /// <summary><c>StartTls</c> (default), <c>Tls</c> from the first byte, or <c>None</c>.</summary>
    public string Security { get; init; } = nameof(SmtpSecurity.StartTls);

    /// <summary>SHA-256 of the server's certificate, the only one that is then accepted; null for the usual validation.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The user; null for a server that needs none.</summary>
    public string? User { get; init; }

    /// <summary>The password of the user.</summary>
    public string? Password { get; init; }

    /// <summary>A file with the password instead.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The sender, such as <c>Monitor &lt;monitor@example.com&gt;</c>.</summary>
    public string? From { get; init; }

    /// <summary>The recipients, from 1 to 20.</summary>
    public IList<string> To { get; init; } = [];

    /// <summary>The password that is in force; set when the options are checked.</summary>
    internal string? Secret { get; set; }

    /// <summary>How the connection is encrypted; set when the options are checked.</summary>
    internal SmtpSecurity Mode { get; set; }
}
