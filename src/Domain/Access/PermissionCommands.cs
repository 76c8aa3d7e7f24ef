using System.Collections.Immutable;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Builds the <c>pveum</c> commands that give a token its privileges; no other code does. An ACL entry on a deeper path replaces what it
/// inherits, so a grant goes to the path of the effective entry, and a role holds all privileges of its token. <c>NoAccess</c> overrides
/// every role on the same path, so it is deleted first if nothing is held. Every command is idempotent.
/// </summary>
public static class PermissionCommands
{
    /// <summary>The default token id for a new cluster.</summary>
    public static string DefaultTokenId(TokenRole token) => token == TokenRole.Read ? "monitor@pve!read" : "monitor-act@pve!act";

    /// <summary>Creates the token of a new cluster, as the documentation shows.</summary>
    public static ImmutableArray<string> Setup(TokenRole token) => Recreate(token, DefaultTokenId(token));

    /// <summary>Grants a token's missing privileges on a path.</summary>
    /// <param name="token">The token's role.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="held">The token's privileges.</param>
    /// <param name="path">The path on which a privilege is missing.</param>
    public static ImmutableArray<string> Grant(TokenRole token, string tokenId, EffectivePrivileges held, string path)
    {
        var at = held.Inherits(path) ? "/" : path;
        return [DefineRole(token, null), .. held.HasAnything(at) ? [] : RemoveNoAccess(tokenId, at), .. AssignRole(token, tokenId, at)];
    }

    /// <summary>
    /// Grants a privilege on a path when the token's privileges are unknown: an entry there takes effect, whatever is set above.
    /// </summary>
    /// <param name="token">The token's role.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="path">The path on which Proxmox refused access.</param>
    /// <param name="privilege">The privilege; null if Proxmox did not name it.</param>
    public static ImmutableArray<string> Grant(TokenRole token, string tokenId, string path, string? privilege) =>
        [DefineRole(token, privilege), .. RemoveNoAccess(tokenId, path), .. AssignRole(token, tokenId, path)];

    /// <summary>Recreates a token that Proxmox rejects. The new secret is printed once and belongs in the configuration.</summary>
    public static ImmutableArray<string> Recreate(TokenRole token, string tokenId)
    {
        var (user, name) = (UserOf(tokenId), tokenId[(tokenId.IndexOf('!', StringComparison.Ordinal) + 1)..]);
        return
        [
            DefineRole(token, null),
            $"pveum user add '{user}' || pveum user modify '{user}' --enable 1",
            $"pveum user token remove '{user}' {name} || true",
            $"pveum user token add '{user}' {name} --privsep 1",
            .. AssignRole(token, tokenId, "/"),
        ];
    }

    /// <summary>Joins commands into one shell line, with a note on privilege separation.</summary>
    public static string InOneLine(IEnumerable<string> commands) =>
        $"In a shell of one of its nodes: {string.Join("; ", commands)} (a token with privilege separation has only what its user has too)";

    /// <summary>The token role that needs a privilege.</summary>
    public static TokenRole RoleNeeding(string? privilege) =>
        Needs.All.Any(need => need.Token == TokenRole.Act && need.Privilege == privilege) ? TokenRole.Act : TokenRole.Read;

    private static string DefineRole(TokenRole token, string? privilege)
    {
        var (role, privileges) = (RoleOf(token), string.Join(',', PrivilegesOf(token, privilege)));
        return $"pveum role add {role} --privs '{privileges}' || pveum role modify {role} --privs '{privileges}'";
    }

    private static IEnumerable<string> RemoveNoAccess(string tokenId, string path) =>
    [
        $"pveum acl delete {path} --users '{UserOf(tokenId)}' --roles NoAccess",
        $"pveum acl delete {path} --tokens '{tokenId}' --roles NoAccess",
    ];

    private static IEnumerable<string> AssignRole(TokenRole token, string tokenId, string path) =>
    [
        $"pveum acl modify {path} --users '{UserOf(tokenId)}' --roles {RoleOf(token)} --propagate 1",
        $"pveum acl modify {path} --tokens '{tokenId}' --roles {RoleOf(token)} --propagate 1",
    ];

    private static string RoleOf(TokenRole token) => token == TokenRole.Read ? "MonitorRead" : "MonitorAct";

    // The act token must also see what it changes.
    private static IEnumerable<string> PrivilegesOf(TokenRole token, string? extra) => Needs.All
        .Where(need => need.Token == token).Select(need => need.Privilege)
        .Concat(token == TokenRole.Act ? [Needs.For(Capability.SeeGuests).Privilege, Needs.For(Capability.SeeNodes).Privilege] : [])
        .Concat(extra is null ? [] : [extra])
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string UserOf(string tokenId) => tokenId.Split('!')[0];
}
