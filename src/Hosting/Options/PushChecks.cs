using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the channels that pass messages on to phones and people on call.</summary>
internal static class PushChecks
{
    public static void Check(GotifyOptions gotify, ChannelCheck check)
    {
        check.Server(gotify.Server, "the Gotify server");
        gotify.AccessToken = check.Token("Token", gotify.Token, gotify.TokenFile, "it is in Gotify under Apps.");
    }

    public static void Check(PagerDutyOptions pager, ChannelCheck check)
    {
        check.Server(pager.Server, "PagerDuty");
        pager.Key = check.Token(
            "RoutingKey", pager.RoutingKey, pager.RoutingKeyFile, "it is the Integration Key of an Events API v2 integration.");
    }

    public static void Check(PushoverOptions pushover, ChannelCheck check)
    {
        check.Server(pushover.Server, "Pushover");
        check.Require(IsKey(pushover.User), "User", "is not the key of a user or a group: letters and digits.");
        pushover.AccessToken = check.Token("Token", pushover.Token, pushover.TokenFile, "it is the API Token of an application.");
    }

    public static void Check(AppriseOptions apprise, ChannelCheck check)
    {
        check.Server(apprise.Server, "the Apprise API server");
        check.Require(!string.IsNullOrWhiteSpace(apprise.Key), "Key", "is missing; it is the key of a stored configuration.");
    }

    public static void Check(AlertmanagerOptions alertmanager, ChannelCheck check)
    {
        check.Require(alertmanager.Servers.Count is > 0 and <= 10, "Servers", "needs 1 to 10 addresses, one of each member.");
        for (var place = 0; place < alertmanager.Servers.Count; place++)
            NotificationReader.CheckAddress(
                alertmanager.Servers[place], $"{check.Key}:Servers:{place}", "an Alertmanager, such as http://alertmanager:9093",
                check.Problems);
        if (alertmanager.User is null) return;
        alertmanager.Secret = Secrets.Read(
            alertmanager.Password, alertmanager.PasswordFile, $"{check.Key}:Password", $"{check.Key}:PasswordFile", check.Problems);
        check.Require(
            !alertmanager.User.Contains(':', StringComparison.Ordinal), "User", "contains a colon, which basic authentication forbids.");
    }

    private static bool IsKey(string? text) => !string.IsNullOrEmpty(text) && text.All(char.IsAsciiLetterOrDigit);
}
