namespace OrleansMonitor.Channels.Options;

/// <summary>An incoming webhook of Slack.</summary>
public sealed record SlackOptions
{
    /// <summary>The address of the webhook, which is a secret.</summary>
    public string? Url { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? UrlFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string Address { get; set; } = "";
}
