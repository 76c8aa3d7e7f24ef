namespace OrleansMonitor.Channels.Options;

/// <summary>A stored configuration of an Apprise API server.</summary>
public sealed record AppriseOptions
{
    /// <summary>The server.</summary>
    public string? Server { get; init; }

    /// <summary>The key of the configuration.</summary>
    public string? Key { get; init; }

    /// <summary>The tag of the services to notify; null for all.</summary>
    public string? Tag { get; init; }
}
