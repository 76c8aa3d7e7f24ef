namespace OrleansMonitor.Channels.Options;

/// <summary>A topic of ntfy.</summary>
public sealed record NtfyOptions
{
    /// <summary>The server. Default <c>https://ntfy.sh</c>.</summary>
    public string Server { get; init; } = "https://ntfy.sh";

    /// <summary>The topic.</summary>
    public string? Topic { get; init; }

    /// <summary>An access token; none for a topic that everybody may write to.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the access token instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The access token that is in force; set when the options are checked.</summary>
    internal string? AccessToken { get; set; }
}
