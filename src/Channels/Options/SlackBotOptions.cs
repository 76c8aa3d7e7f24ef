namespace OrleansMonitor.Channels.Options;

/// <summary>A channel of Slack that a bot writes to.</summary>
public sealed record SlackBotOptions
{
    /// <summary>The channel's id, such as <c>C0123456789</c>, or its name.</summary>
    public string? Channel { get; init; }

    /// <summary>The server. Default <c>https://slack.com</c>.</summary>
    public string Server { get; init; } = "https://slack.com";

    /// <summary>The token of the bot: <c>xoxb-…</c>.</summary>
    public string? Token { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string AccessToken { get; set; } = "";
}
