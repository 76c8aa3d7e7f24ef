using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

/// <summary>Where messages go, as configured.</summary>
public sealed class ChannelOptionsTests
{
    private const string Place = "Notifications:Destinations:ops";

    private static readonly Dictionary<string, (string Name, string Value)[]> Valid = new(StringComparer.Ordinal)
    {
        ["Smtp"] =
        [
            ("Host", "mail.lan"), ("From", "Monitor <monitor@home.lan>"), ("To:0", "ops@home.lan"), ("User", "monitor"),
            ("Password", "pw-of-the-mail"),
        ],
        ["Discord"] = [("Url", "https://discord.com/api/webhooks/1/x")],
        ["Telegram"] = [("ChatId", "-1001"), ("Token", "123:abc_DEF-1")],
        ["Slack"] = [("Url", "https://hooks.slack.com/services/T/B/x")],
        ["SlackBot"] = [("Channel", "C1"), ("Token", "xoxb-1")],
        ["Gotify"] = [("Server", "http://gotify.lan"), ("Token", "A1")],
        ["PagerDuty"] = [("RoutingKey", "r1")],
        ["Pushover"] = [("User", "u1"), ("Token", "t1")],
        ["Teams"] = [("Url", "https://x.logic.azure.com/workflows/1")],
        ["Matrix"] = [("Server", "https://matrix.org"), ("Room", "!a:matrix.org"), ("Token", "syt_1")],
        ["Apprise"] = [("Server", "http://apprise.lan"), ("Key", "home")],
    };

    public static TheoryData<string> All => [.. Valid.Keys];

    [Theory, MemberData(nameof(All))]
    public void A_channel_is_read(string channel)
    {
        var settings = Configured.Load(Settings(channel)).Settings.Notifications;

        settings.Destinations.ShouldBe([new("ops", channel.ToLowerInvariant())]);
    }

    [Theory, MemberData(nameof(All))]
    public void Nothing_that_a_channel_needs_may_be_missing(string channel)
    {
        foreach (var (name, _) in Valid[channel])
        {
            var rest = Settings(channel).Where(setting => setting.Item1 != $"{Place}:{channel}:{name}").ToArray();
            if (rest.Length == 0) rest = [($"{Place}:{channel}:{name}File", "")];

            var problem = Should.Throw<ConfigurationException>(() => Configured.Load(rest), name).Problems.ShouldHaveSingleItem(name);

            problem.Key.ShouldStartWith($"Monitor:{Place}:{channel}:");
        }
    }

    [Theory]
    [InlineData("Smtp", "Host", "mail.lan:25", "without a port")]
    [InlineData("Smtp", "Port", "70000", "between 1 and 65535")]
    [InlineData("Smtp", "Security", "Ssl", "StartTls, Tls or None")]
    [InlineData("Smtp", "Security", "None", "could be read on the way")]
    [InlineData("Smtp", "Fingerprint", "AA:BB", "32 pairs")]
    [InlineData("Smtp", "From", "monitor", "address of a mailbox")]
    [InlineData("Smtp", "To:1", "nobody", "not one of a mailbox")]
    [InlineData("Smtp", "PasswordFile", "/etc/monitor/smtp", "keep one")]
    [InlineData("Discord", "Url", "discord.com/api/webhooks/secret-path", "http or https")]
    [InlineData("Discord", "UrlFile", "/etc/monitor/discord", "keep one")]
    [InlineData("Telegram", "ChatId", "my chat", "number of a chat")]
    [InlineData("Telegram", "Token", "secret-path", "token of a bot")]
    [InlineData("Telegram", "Server", "api.telegram.org", "http or https")]
    [InlineData("Slack", "Url", "ftp://secret-path", "http or https")]
    [InlineData("SlackBot", "Token", "secret-path é", "outside ASCII")]
    [InlineData("Gotify", "Server", "gotify.lan", "http or https")]
    [InlineData("PagerDuty", "RoutingKey", "secret-path x", "contains a space")]
    [InlineData("Pushover", "User", "secret-path", "letters and digits")]
    [InlineData("Teams", "Url", "secret-path", "http or https")]
    [InlineData("Matrix", "Room", "#alarms:matrix.org", "begins with '!'")]
    [InlineData("Apprise", "Server", "apprise.lan", "http or https")]
    public void A_mistake_is_told_with_its_setting_and_not_quoted(string channel, string name, string value, string told)
    {
        var key = $"{Place}:{channel}:{name}";
        var all = Settings(channel).Where(setting => setting.Item1 != key).Append((key, value)).ToArray();

        var problem = Should.Throw<ConfigurationException>(() => Configured.Load(all)).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain(told);
        problem.Message.ShouldNotContain("secret-path");
        problem.Key.ShouldStartWith($"Monitor:{Place}:{channel}:{name.Split(':')[0]}");
    }

    [Fact]
    public void A_secret_may_be_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "https://discord.com/api/webhooks/1/from-a-file\n");

        var options = Configured.Load(($"{Place}:Discord:UrlFile", file)).Options.Notifications;

        options.Destinations["ops"].Discord!.Address.ShouldBe("https://discord.com/api/webhooks/1/from-a-file");
        File.Delete(file);
    }

    [Fact]
    public void A_destination_has_one_channel_only()
    {
        var problem = Should.Throw<ConfigurationException>(() => Configured.Load([.. Settings("Discord"), .. Settings("Slack")]))
            .Problems.ShouldHaveSingleItem();

        problem.Message.ShouldStartWith("needs exactly one channel: Webhook, Ntfy, Smtp, Discord");
    }

    private static (string, string)[] Settings(string channel) =>
        [.. Valid[channel].Select(setting => ($"{Place}:{channel}:{setting.Name}", setting.Value))];
}
