namespace OrleansMonitor.Channels.Options;

/// <summary>An application of Gotify.</summary>
public sealed record GotifyOptions
{
    /// <summary>The server.</summary>
    public string? Server { get; init; }

    /// <summary>The token of the application.</summary>
    public string? Token { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string AccessToken { get; set; } = "";
}
