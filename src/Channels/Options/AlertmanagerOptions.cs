namespace OrleansMonitor.Channels.Options;

/// <summary>A Prometheus Alertmanager, through its API v2.</summary>
public sealed record AlertmanagerOptions
{
    /// <summary>The addresses of all members, such as <c>http://alertmanager:9093</c>; from 1 to 10.</summary>
    public IList<string> Servers { get; init; } = [];

    /// <summary>The user; null for servers that need none.</summary>
    public string? User { get; init; }

    /// <summary>The password of the user.</summary>
    public string? Password { get; init; }

    /// <summary>A file with the password instead.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The password that is in force; set when the options are checked.</summary>
    internal string? Secret { get; set; }
}
