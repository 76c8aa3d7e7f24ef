namespace OrleansMonitor.Channels.Options;

/// <summary>A webhook of a Discord channel.</summary>
public sealed record DiscordOptions
{
    /// <summary>The address of the webhook, which is a secret.</summary>
    public string? Url { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? UrlFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string Address { get; set; } = "";
}
