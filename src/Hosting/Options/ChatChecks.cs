using System.Text.RegularExpressions;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the channels that write to a chat.</summary>
internal static partial class ChatChecks
{
    public static void Check(DiscordOptions discord, ChannelCheck check) =>
        discord.Address = check.Address(discord.Url, discord.UrlFile, "the webhook, from the channel's settings under Integrations");

    public static void Check(SlackOptions slack, ChannelCheck check) =>
        slack.Address = check.Address(slack.Url, slack.UrlFile, "the incoming webhook, such as https://hooks.slack.com/services/…");

    public static void Check(TeamsOptions teams, ChannelCheck check) =>
        teams.Address = check.Address(teams.Url, teams.UrlFile, "the workflow, from its trigger");

    public static void Check(TelegramOptions telegram, ChannelCheck check)
    {
        check.Server(telegram.Server, "the server of the Bot API");
        check.Require(
            ChatId().IsMatch(telegram.ChatId ?? ""), "ChatId",
            "is not the number of a chat, such as -1001234567890, or @name of a channel.");
        telegram.AccessToken = check.Token("Token", telegram.Token, telegram.TokenFile, "@BotFather gives it.");
        check.Require(
            telegram.AccessToken.Length == 0 || BotToken().IsMatch(telegram.AccessToken), "Token",
            "is not the token of a bot: a number, a colon, and letters.");
    }

    public static void Check(SlackBotOptions bot, ChannelCheck check)
    {
        check.Server(bot.Server, "Slack");
        check.Require(!string.IsNullOrWhiteSpace(bot.Channel), "Channel", "is missing; it is at the end of the channel's details.");
        bot.AccessToken = check.Token("Token", bot.Token, bot.TokenFile, "it is the app's Bot User OAuth Token.");
    }

    public static void Check(MatrixOptions matrix, ChannelCheck check)
    {
        check.Server(matrix.Server, "the homeserver, such as https://matrix.org");
        check.Require(
            matrix.Room?.StartsWith('!') == true, "Room", "is not the id of a room; it begins with '!' and is in the room's settings.");
        matrix.AccessToken = check.Token("Token", matrix.Token, matrix.TokenFile, "it is the access token of the account that writes.");
    }

    [GeneratedRegex("^(-?[0-9]{1,19}|@[A-Za-z0-9_]{4,})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChatId();

    [GeneratedRegex("^[0-9]+:[A-Za-z0-9_-]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BotToken();
}
