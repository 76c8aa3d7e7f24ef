namespace OrleansMonitor.Channels.Options;

/// <summary>A workflow of Microsoft Teams that posts to a chat or a channel when it receives a webhook request.</summary>
public sealed record TeamsOptions
{
    /// <summary>The address of the workflow, which is a secret.</summary>
    public string? Url { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? UrlFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string Address { get; set; } = "";
}
