using System.Globalization;
using System.Text.RegularExpressions;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Failures;

/// <summary>Explains responses other than 200 by status, reason phrase and message (api-facts §1).</summary>
internal static partial class AnswerFailures
{
    // The pause after a proxy's 429 without a Retry-After header.
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Explains a response of <paramref name="endpoint"/> with Proxmox' <paramref name="text"/>: its message or reason phrase.
    /// </summary>
    public static CallFailure Of(
        int status, string text, bool isJson, string endpoint, PveCall call, string tokenId, AnswerHints? hints = null)
    {
        var given = hints ?? AnswerHints.None;
        TimeSpan? retryAfter = status switch { 429 => given.RetryAfter ?? DefaultRetryAfter, 503 => given.RetryAfter, _ => null };
        var failure = Classify(status, text, isJson, endpoint, call, tokenId, given with { RetryAfter = retryAfter });
        return failure with { RetryAfter = retryAfter };
    }

    private static CallFailure Classify(
        int status, string text, bool isJson, string endpoint, PveCall call, string tokenId, AnswerHints hints) => status switch
        {
            >= 300 and < 400 or 404 or 405 or 407 or 429 when !isJson => ProxyFailures.Of(status, text, endpoint, hints),
            401 or 403 when IsForeign(status, text, isJson, hints) => ProxyFailures.Refused(status, text, endpoint),
            501 when hints.HasPath || call.IsBasic => ProxyFailures.WrongPath(
                status, text, endpoint, FailureScope.Endpoint, ProbeFailureKind.NotImplemented),
            401 => TokenRejected(endpoint, text, call, tokenId),
            403 => PrivilegeMissing(endpoint, text, tokenId),
            501 => new(ProbeFailureKind.NotImplemented, FailureScope.Cluster,
                $"{endpoint} does not know the call {call.Name}: {text}",
                "This Proxmox version lacks it; upgrade Proxmox VE to 8 or later, or do without what this call returns."),
            >= 595 and <= 599 => ProxyFailed(status, text, endpoint, call),
            502 or 503 or 504 => new(ProbeFailureKind.Transport, FailureScope.Endpoint,
                $"{endpoint} answered {Number(status)} {text}".TrimEnd(),
                "A reverse proxy in front of Proxmox seems not to reach it; check the proxy and pveproxy behind it."
                    + ProxyFailures.RetryText(hints.RetryAfter)),
            400 or 500 => Refused(text, endpoint, call),
            _ when isJson => Refused(text, endpoint, call),
            _ => new(ProbeFailureKind.InvalidAnswer, FailureScope.Endpoint,
                $"{endpoint} answered {Number(status)} {text}".TrimEnd() + ", which is not Proxmox' API",
                "Check that the endpoint is the https address of a Proxmox VE node, mostly with port 8006."),
        };

    // Proxmox' 401 has no body, and its 403 always says that the permission check failed (api-facts §1).
    private static bool IsForeign(int status, string text, bool isJson, AnswerHints hints) =>
        !isJson && (hints.IsWebPage || (status == 403 && !text.StartsWith("Permission check failed", StringComparison.Ordinal)));

    // A forwarded call is authenticated again by the node it is about, whose cluster file system may be the one that is down.
    private static CallFailure TokenRejected(string endpoint, string text, PveCall call, string tokenId) => new(
        ProbeFailureKind.Unauthorised, call.Node is null ? FailureScope.Endpoint : FailureScope.Node,
        $"{endpoint} did not accept the API token {tokenId}: 401 {text}".TrimEnd(),
        $"Check that the token exists and its secret is right (pveum user token list {tokenId.Split('!')[0]}), has not expired, and that "
        + "its user is enabled. A node whose cluster file system is down answers the same (systemctl status pve-cluster).");

    private static CallFailure PrivilegeMissing(string endpoint, string text, string tokenId)
    {
        var named = Privilege().Match(text);
        var privilege = named.Success ? named.Groups["privilege"].Value : null;
        var path = named.Success ? named.Groups["path"].Value : "/";
        return new(ProbeFailureKind.Forbidden, FailureScope.Cluster, $"{endpoint} refused the API token {tokenId}: 403 {text}",
            Remedy(privilege, path, tokenId));
    }

    private static string Remedy(string? privilege, string path, string tokenId)
    {
        var first = privilege?.Split('|', ',', ' ')[0];
        var lacking = privilege is null ? "" : $"It lacks {privilege} on {path}. ";
        return lacking + PermissionCommands.InOneLine(
            PermissionCommands.Grant(PermissionCommands.RoleNeeding(first), tokenId, path, first)) + ".";
    }

    private static CallFailure ProxyFailed(int status, string text, string endpoint, PveCall call)
    {
        if (call.Node is null)
        {
            return new(ProbeFailureKind.NodeUnreachable, FailureScope.Endpoint,
                $"{endpoint} could not reach its own API daemon: {Number(status)} {text}".TrimEnd(),
                "Check pvedaemon there: systemctl status pvedaemon.");
        }

        var advice = text.Contains("certificate verify failed", StringComparison.Ordinal)
            ? $"The nodes do not trust each other's certificates: run pvecm updatecerts on {call.Node}."
            : $"Check that {call.Node} is up and its pveproxy and pvedaemon run, and the network between the nodes.";
        var refused = status == 595 && text.Contains("Connection refused", StringComparison.OrdinalIgnoreCase);
        return new(refused ? ProbeFailureKind.NodeRefused : ProbeFailureKind.NodeUnreachable, FailureScope.Node,
            $"{endpoint} could not reach node {call.Node}: {Number(status)} {text}".TrimEnd(),
            advice);
    }

    private static CallFailure Refused(string text, string endpoint, PveCall call)
    {
        if (NoConfiguration().IsMatch(text))
        {
            return new(ProbeFailureKind.GuestMoved, FailureScope.Cluster, $"{endpoint}: {text}",
                "The guest moved to another node or was removed; the next poll shows which.");
        }

        if (NoQuorum().IsMatch(text))
        {
            return new(ProbeFailureKind.NoQuorum, FailureScope.Cluster, $"{endpoint} has no quorum: {text}",
                "Bring back enough nodes, or check the cluster network: pvecm status.");
        }

        if (NoSuchNode().IsMatch(text))
        {
            return new(ProbeFailureKind.NodeUnreachable, FailureScope.Cluster, $"{endpoint} does not find node {call.Node}: {text}",
                "Check that the node still belongs to the cluster (pvecm nodes) and that its name resolves on every node.");
        }

        if (WayToNode().IsMatch(text))
        {
            return new(ProbeFailureKind.NodeUnreachable, FailureScope.Node, $"{endpoint} has no way to node {call.Node}: {text}",
                "Check the cluster network: pvecm status.");
        }

        // A basic call cannot be at fault itself; another endpoint may answer it.
        return new(ProbeFailureKind.Refused, call.IsBasic ? FailureScope.Endpoint : FailureScope.Cluster,
            $"{endpoint} refused {call.Name}: {text}",
            "See the message; the node's journal (journalctl -u pvedaemon -u pveproxy) may say more.");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\((?<path>/[^,()]*), (?<privilege>[A-Z][A-Za-z.|, ]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Privilege();

    [GeneratedRegex("^Configuration file '.*' does not exist", RegexOptions.None, 1000)]
    private static partial Regex NoConfiguration();

    [GeneratedRegex("no quorum|cluster not ready", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NoQuorum();

    [GeneratedRegex("hostname lookup '.*' failed|no such cluster node", RegexOptions.None, 1000)]
    private static partial Regex NoSuchNode();

    [GeneratedRegex("unable to get remote IP address for node|proxy loop detected", RegexOptions.None, 1000)]
    private static partial Regex WayToNode();
}
