using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Writes the <c>pveum</c> commands that give a token what it needs: the only place that does. An entry on a deeper path takes the place of what comes from
/// above, so a grant goes to the place where the entry in force stands, and a role holds all that its token needs. <c>NoAccess</c> beats every role beside it,
/// so where nothing is held it is taken away first. Every line succeeds a second time too.
/// </summary>
public static class PermissionCommands
{
    /// <summary>The id of a new cluster's token.</summary>
    public static string DefaultTokenId(TokenRole token) => token == TokenRole.Read ? "monitor@pve!read" : "monitor-act@pve!act";

    /// <summary>Makes a new cluster's token, as the documentation shows it.</summary>
    public static ImmutableArray<string> Setup(TokenRole token) => MakeAnew(token, DefaultTokenId(token));

    /// <summary>Grants what a token lacks on a path.</summary>
    /// <param name="token">What it is for.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="held">What it holds.</param>
    /// <param name="path">Where something lacks.</param>
    public static ImmutableArray<string> Grant(TokenRole token, string tokenId, EffectivePrivileges held, string path)
    {
        var at = held.Inherits(path) ? "/" : path;
        return [MakeRole(token, null), .. held.HasAnything(at) ? [] : TakeAway(tokenId, at), .. Give(token, tokenId, at)];
    }

    /// <summary>Grants a privilege on a path where it is not known what the token holds: an entry there counts, whatever stands above.</summary>
    /// <param name="token">What it is for.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="path">Where Proxmox refused it.</param>
    /// <param name="privilege">What for; null where Proxmox did not say.</param>
    public static ImmutableArray<string> Grant(TokenRole token, string tokenId, string path, string? privilege) =>
        [MakeRole(token, privilege), .. TakeAway(tokenId, path), .. Give(token, tokenId, path)];

    /// <summary>Makes a token that Proxmox refuses anew; the new secret, shown once, belongs into the configuration.</summary>
    public static ImmutableArray<string> MakeAnew(TokenRole token, string tokenId)
    {
        var (user, name) = (UserOf(tokenId), tokenId[(tokenId.IndexOf('!', StringComparison.Ordinal) + 1)..]);
        return
        [
            MakeRole(token, null),
            $"pveum user add '{user}' || pveum user modify '{user}' --enable 1",
            $"pveum user token remove '{user}' {name} || true",
            $"pveum user token add '{user}' {name} --privsep 1",
            .. Give(token, tokenId, "/"),
        ];
    }

    /// <summary>Some commands in one line that a shell takes as it is, with the trap that most fall into.</summary>
    public static string InOneLine(IEnumerable<string> commands) =>
        $"In a shell of one of its nodes: {string.Join("; ", commands)} (a token with privilege separation has only what its user has too)";

    /// <summary>Whose work a privilege belongs to.</summary>
    public static TokenRole RoleNeeding(string? privilege) => Needs.All.Any(need => need.Token == TokenRole.Act && need.Privilege == privilege) ? TokenRole.Act : TokenRole.Read;

    private static string MakeRole(TokenRole token, string? privilege)
    {
        var (role, privileges) = (RoleOf(token), string.Join(',', PrivilegesOf(token, privilege)));
        return $"pveum role add {role} --privs '{privileges}' || pveum role modify {role} --privs '{privileges}'";
    }

    private static IEnumerable<string> TakeAway(string tokenId, string path) =>
    [
        $"pveum acl delete {path} --users '{UserOf(tokenId)}' --roles NoAccess",
        $"pveum acl delete {path} --tokens '{tokenId}' --roles NoAccess",
    ];

    private static IEnumerable<string> Give(TokenRole token, string tokenId, string path) =>
    [
        $"pveum acl modify {path} --users '{UserOf(tokenId)}' --roles {RoleOf(token)} --propagate 1",
        $"pveum acl modify {path} --tokens '{tokenId}' --roles {RoleOf(token)} --propagate 1",
    ];

    private static string RoleOf(TokenRole token) => token == TokenRole.Read ? "MonitorRead" : "MonitorAct";

    // What the act token is to change it must see.
    private static IEnumerable<string> PrivilegesOf(TokenRole token, string? besides) => Needs.All
        .Where(need => need.Token == token).Select(need => need.Privilege)
        .Concat(token == TokenRole.Act ? [Needs.For(Capability.SeeGuests).Privilege, Needs.For(Capability.SeeNodes).Privilege] : [])
        .Concat(besides is null ? [] : [besides])
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string UserOf(string tokenId) => tokenId.Split('!')[0];
}
