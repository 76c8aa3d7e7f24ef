using System.Globalization;

namespace OrleansMonitor.Proxmox.Failures;

/// <summary>Explains responses of a proxy in front of Proxmox or of another server.</summary>
internal static class ProxyFailures
{
    private const string LetThrough =
        "let the path /api2/json through to Proxmox without it, or name a Proxmox VE node itself as the endpoint, such as "
            + "https://10.0.0.1:8006.";

    /// <summary>The failure for a web page instead of an API response.</summary>
    public static CallFailure WebPage(string endpoint) => new(
        ProbeFailureKind.InvalidAnswer, FailureScope.Endpoint, $"{endpoint} gave an unusable answer: it is a web page, not Proxmox' API",
        $"A web server or the sign-in page of a reverse proxy answers there, which no API token passes: {LetThrough}");

    /// <summary>The failure for a 401 or 403 that is not Proxmox': neither its token nor its privileges are at fault.</summary>
    public static CallFailure Refused(int status, string text, string endpoint) => new(
        ProbeFailureKind.InvalidAnswer, FailureScope.Endpoint, $"{Answered(status, text, endpoint)}, which is not Proxmox' own refusal",
        $"A reverse proxy or firewall before Proxmox turns the monitor away, not Proxmox: {LetThrough}");

    /// <summary>Explains a status that Proxmox itself never returns.</summary>
    public static CallFailure Of(int status, string text, string endpoint, AnswerHints hints) => status switch
    {
        429 => new(ProbeFailureKind.InvalidAnswer, FailureScope.Endpoint, $"{Answered(status, text, endpoint)}: it wants fewer requests",
            $"A reverse proxy before Proxmox limits them, Proxmox itself does not: raise its limit for the monitor, or lengthen "
                + $"Monitor:Tiers.{RetryText(hints.RetryAfter)}"),
        404 or 405 => WrongPath(status, text, endpoint, FailureScope.Endpoint, ProbeFailureKind.InvalidAnswer),
        407 => new(ProbeFailureKind.InvalidAnswer, FailureScope.Endpoint,
            $"{Answered(status, text, endpoint)}: a proxy wants the monitor to sign in",
            $"The API token is for Proxmox only: {LetThrough}"),
        _ => new(ProbeFailureKind.InvalidAnswer, FailureScope.Endpoint,
            $"{Answered(status, text, endpoint)}{(hints.RedirectTarget is { } to ? $" and sends the monitor to {to}" : "")}",
            $"The token is not sent on to another address. A reverse proxy, mostly one that asks people to sign in, redirects there: "
                + $"{LetThrough}"),
    };

    /// <summary>The failure for a server that has no Proxmox API below the endpoint's path.</summary>
    public static CallFailure WrongPath(int status, string text, string endpoint, FailureScope scope, ProbeFailureKind kind) => new(
        kind, scope,
        $"{Answered(status, text, endpoint)}: it has no Proxmox API under the path that was asked",
        "Check the path of the endpoint: /api2/json of Proxmox must be right below it. Mostly the endpoint is a node's address without "
            + "any path, such as https://10.0.0.1:8006.");

    /// <summary>The pause before the next call, as a sentence; empty for none.</summary>
    public static string RetryText(TimeSpan? wait) =>
        wait is { } pause
            ? string.Create(CultureInfo.InvariantCulture, $" It is left alone for {Math.Ceiling(pause.TotalSeconds)} s.")
            : "";

    private static string Answered(int status, string text, string endpoint) =>
        $"{endpoint} answered {status.ToString(CultureInfo.InvariantCulture)} {text}".TrimEnd();
}
