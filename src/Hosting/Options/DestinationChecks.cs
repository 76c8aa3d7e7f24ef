using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the channel of a destination, and reads its secret.</summary>
internal static class DestinationChecks
{
    private const string SecretPrefix = "whsec_";
    private const int MinSecretBytes = 24;
    private const int MaxSecretBytes = 64;

    /// <summary>Validates the options of a channel.</summary>
    /// <param name="channel">The options.</param>
    /// <param name="key">Their key.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(object channel, string key, ProblemList problems)
    {
        var check = new ChannelCheck(key, problems);
        switch (channel)
        {
            case WebhookOptions webhook: Check(webhook, key, problems); break;
            case NtfyOptions ntfy: Check(ntfy, key, problems); break;
            case SmtpOptions smtp: SmtpCheck.Check(smtp, key, problems); break;
            case DiscordOptions discord: ChatChecks.Check(discord, check); break;
            case TelegramOptions telegram: ChatChecks.Check(telegram, check); break;
            case SlackOptions slack: ChatChecks.Check(slack, check); break;
            case SlackBotOptions bot: ChatChecks.Check(bot, check); break;
            case TeamsOptions teams: ChatChecks.Check(teams, check); break;
            case MatrixOptions matrix: ChatChecks.Check(matrix, check); break;
            case GotifyOptions gotify: PushChecks.Check(gotify, check); break;
            case PagerDutyOptions pager: PushChecks.Check(pager, check); break;
            case PushoverOptions pushover: PushChecks.Check(pushover, check); break;
            case AppriseOptions apprise: PushChecks.Check(apprise, check); break;
            case AlertmanagerOptions alertmanager: PushChecks.Check(alertmanager, check); break;
            default: throw new ArgumentException($"{channel.GetType().Name} has no check.", nameof(channel));
        }
    }

    private static void Check(WebhookOptions webhook, string key, ProblemList problems)
    {
        NotificationReader.CheckAddress(webhook.Url, $"{key}:Url", "the receiver", problems);
        var given = problems.All.Count;
        var secret = Secrets.Read(webhook.Secret, webhook.SecretFile, $"{key}:Secret", $"{key}:SecretFile", problems);
        if (problems.All.Count > given) return;
        if (DecodeSecret(secret) is { } bytes) webhook.Key = bytes;
        else
            problems.Add(
                $"{key}:Secret", "is not whsec_ and 24 to 64 bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)");
    }

    private static void Check(NtfyOptions ntfy, string key, ProblemList problems)
    {
        NotificationReader.CheckAddress(ntfy.Server, $"{key}:Server", "the ntfy server", problems);
        problems.Require(!string.IsNullOrWhiteSpace(ntfy.Topic), $"{key}:Topic", "is missing; choose one that nobody guesses.");
        ntfy.AccessToken = Secrets.Read(ntfy.Token, ntfy.TokenFile, $"{key}:Token", $"{key}:TokenFile", problems);
        var isUsable = ntfy.AccessToken is null || ChannelCheck.IsToken(ntfy.AccessToken);
        problems.Require(isUsable, $"{key}:Token", "contains a space or a character outside ASCII.");
    }

    private static byte[]? DecodeSecret(string? secret)
    {
        if (secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) != true) return null;
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length)
            && length is >= MinSecretBytes and <= MaxSecretBytes
            ? bytes[..length]
            : null;
    }
}
