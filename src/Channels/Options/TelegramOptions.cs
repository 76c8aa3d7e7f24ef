namespace OrleansMonitor.Channels.Options;

/// <summary>A chat with a bot of Telegram.</summary>
public sealed record TelegramOptions
{
    /// <summary>The chat: a number, below zero for a group, or <c>@name</c> of a public channel.</summary>
    public string? ChatId { get; init; }

    /// <summary>The topic of a group that has topics; null for none.</summary>
    public long? TopicId { get; init; }

    /// <summary>The server of the Bot API. Default <c>https://api.telegram.org</c>.</summary>
    public string Server { get; init; } = "https://api.telegram.org";

    /// <summary>The token of the bot.</summary>
    public string? Token { get; init; }

    /// <summary>A file with it instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The one that is in force; set when the options are checked.</summary>
    internal string AccessToken { get; set; } = "";
}
