namespace OrleansMonitor.Channels.Options;

/// <summary>A room of Matrix that is not encrypted.</summary>
public sealed record MatrixOptions
{
    /// <summary>The homeserver, such as <c>https://matrix.org</c>.</summary>
    public string? Server { get; init; }

    /// <summary>The id of the room, such as <c>!abc:matrix.org</c>.</summary>
    public string? Room { get; init; }

    /// <summary>The access token of the account that writes.</summary>
    public string? Token { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string AccessToken { get; set; } = "";
}
