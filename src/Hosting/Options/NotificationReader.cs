using System.Text.RegularExpressions;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the destinations and routes of notifications.</summary>
internal static partial class NotificationReader
{
    public static NotificationSettings Read(MonitorOptions options, ProblemList problems)
    {
        var notifications = options.Notifications;
        if (notifications.PublicAddress is { } address)
            CheckAddress(address, "Notifications:PublicAddress", "the monitor, such as https://monitor.lan:8443", problems);
        return new(
            [.. notifications.Destinations.Select(pair => ReadDestination(pair.Key, pair.Value, problems)).OfType<Destination>()],
            [.. notifications.Routes.Select((route, place) => RouteReader.Read(route, $"Notifications:Routes:{place}", options, problems))])
        {
            PublicAddress = notifications.PublicAddress?.TrimEnd('/'),
            QuietHours =
            [
                .. notifications.QuietHours
                    .Select((hours, place) => QuietHoursReader.Read(hours, $"Notifications:QuietHours:{place}", notifications, problems))
                    .OfType<QuietHours>(),
            ],
            Heartbeat = ReadHeartbeat(notifications.Heartbeat, problems),
        };
    }

    private static HeartbeatSettings ReadHeartbeat(HeartbeatSettings heartbeat, ProblemList problems)
    {
        const string key = "Notifications:Heartbeat";
        problems.Ranges(heartbeat, key);
        var url = Secrets.Read(heartbeat.Url, heartbeat.UrlFile, $"{key}:Url", $"{key}:UrlFile", problems);
        if (url is not null) CheckAddress(url, $"{key}:Url", "the service that expects the heartbeat", problems);
        return heartbeat with { Url = url };
    }

    private static Destination? ReadDestination(string name, DestinationOptions destination, ProblemList problems)
    {
        var key = $"Notifications:Destinations:{name}";
        problems.Require(Name().IsMatch(name), key, "has an unusable name; use up to 64 letters, digits, '-' and '_'.");
        var given = destination.All.Where(one => one.Options is not null).ToList();
        if (given is not [var (channel, options)])
        {
            problems.Add(key, $"needs exactly one channel: {string.Join(", ", destination.All.Select(one => one.Name))}.");
            return null;
        }

        DestinationChecks.Check(options!, $"{key}:{channel}", problems);
        return new(name, channel.ToLowerInvariant())
        {
            WeeklyTest = WeeklyTestReader.Read(destination.WeeklyTest, $"{key}:WeeklyTest", problems),
        };
    }

    /// <summary>Adds a problem unless a text is an absolute HTTP address without a user and password. It does not quote the text.</summary>
    internal static void CheckAddress(string? text, string key, string of, ProblemList problems)
    {
        var valid = Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" && address.UserInfo.Length == 0;
        problems.Require(valid, key, $"is not the http or https address of {of}, without a user and password in it.");
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
