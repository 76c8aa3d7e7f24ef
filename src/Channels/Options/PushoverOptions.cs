namespace OrleansMonitor.Channels.Options;

/// <summary>A user or a group of Pushover.</summary>
public sealed record PushoverOptions
{
    /// <summary>The key of the user or of the group.</summary>
    public string? User { get; init; }

    /// <summary>The server. Default <c>https://api.pushover.net</c>.</summary>
    public string Server { get; init; } = "https://api.pushover.net";

    /// <summary>The token of the application.</summary>
    public string? Token { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string AccessToken { get; set; } = "";
}
