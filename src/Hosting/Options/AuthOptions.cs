namespace OrleansMonitor.Hosting.Options;

/// <summary>Access to the API.</summary>
public sealed class AuthOptions
{
    /// <summary>A key of at least 16 characters that every request must carry. Required to listen beyond loopback.</summary>
    public string? BootstrapAdminKey { get; init; }

    /// <summary>A file that contains only the key.</summary>
    public string? BootstrapAdminKeyFile { get; init; }

    /// <summary>The effective key from either setting; null for none. Set when the configuration is checked.</summary>
    public string? Key { get; internal set; }
}
