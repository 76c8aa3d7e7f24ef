namespace OrleansMonitor.Channels.Options;

/// <summary>A destination. Set exactly one channel.</summary>
public sealed class DestinationOptions
{
    /// <summary>A signed HTTP request after Standard Webhooks.</summary>
    public WebhookOptions? Webhook { get; init; }

    /// <summary>A topic of ntfy.</summary>
    public NtfyOptions? Ntfy { get; init; }

    /// <summary>Mail.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>A webhook of a Discord channel.</summary>
    public DiscordOptions? Discord { get; init; }

    /// <summary>A chat with a bot of Telegram.</summary>
    public TelegramOptions? Telegram { get; init; }

    /// <summary>An incoming webhook of Slack.</summary>
    public SlackOptions? Slack { get; init; }

    /// <summary>A channel of Slack that a bot writes to.</summary>
    public SlackBotOptions? SlackBot { get; init; }

    /// <summary>An application of Gotify.</summary>
    public GotifyOptions? Gotify { get; init; }

    /// <summary>A service of PagerDuty, through its Events API v2.</summary>
    public PagerDutyOptions? PagerDuty { get; init; }

    /// <summary>A user or a group of Pushover.</summary>
    public PushoverOptions? Pushover { get; init; }

    /// <summary>A workflow of Microsoft Teams.</summary>
    public TeamsOptions? Teams { get; init; }

    /// <summary>A room of Matrix that is not encrypted.</summary>
    public MatrixOptions? Matrix { get; init; }

    /// <summary>A stored configuration of an Apprise API server.</summary>
    public AppriseOptions? Apprise { get; init; }

    /// <summary>A Prometheus Alertmanager.</summary>
    public AlertmanagerOptions? Alertmanager { get; init; }

    /// <summary>When it is sent a test message each week; none by default.</summary>
    public WeeklyTestOptions? WeeklyTest { get; init; }

    /// <summary>All channels, with their options; null for those that are not set.</summary>
    internal IReadOnlyList<(string Name, object? Options)> All =>
    [
        (nameof(Webhook), Webhook),
        (nameof(Ntfy), Ntfy),
        (nameof(Smtp), Smtp),
        (nameof(Discord), Discord),
        (nameof(Telegram), Telegram),
        (nameof(Slack), Slack),
        (nameof(SlackBot), SlackBot),
        (nameof(Gotify), Gotify),
        (nameof(PagerDuty), PagerDuty),
        (nameof(Pushover), Pushover),
        (nameof(Teams), Teams),
        (nameof(Matrix), Matrix),
        (nameof(Apprise), Apprise),
        (nameof(Alertmanager), Alertmanager),
    ];
}
