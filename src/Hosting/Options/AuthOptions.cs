namespace OrleansMonitor.Hosting.Options;

/// <summary>Who may use the API.</summary>
public sealed class AuthOptions
{
    /// <summary>A key of at least 16 characters that every request must carry. Needed to listen beyond loopback.</summary>
    public string? BootstrapAdminKey { get; init; }

    /// <summary>A file that holds the key and nothing else.</summary>
    public string? BootstrapAdminKeyFile { get; init; }

    /// <summary>The key in force, from either; null for none. Filled when the configuration is checked.</summary>
    public string? Key { get; internal set; }
}
