using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Writes the <c>pveum</c> commands that grant what is lacking. An entry on a deeper path takes the place of what comes from above, so a grant goes to the
/// place where the entry in force stands, and a role holds all that its token needs.
/// </summary>
public static class Mending
{
    /// <summary>Grants what a token lacks on a path.</summary>
    public static ImmutableArray<string> Grant(TokenRole token, string tokenId, EffectivePrivileges held, string path)
    {
        var (role, privileges) = (RoleOf(token), string.Join(',', PrivilegesOf(token)));
        var at = held.Inherits(path) ? "/" : path;
        return
        [
            $"pveum role add {role} --privs '{privileges}' || pveum role modify {role} --privs '{privileges}'",
            $"pveum acl modify {at} --users '{UserOf(tokenId)}' --roles {role} --propagate 1",
            $"pveum acl modify {at} --tokens '{tokenId}' --roles {role} --propagate 1",
        ];
    }

    /// <summary>Makes a token that Proxmox refuses anew; the new secret, shown once, belongs into the configuration.</summary>
    public static ImmutableArray<string> MakeAnew(TokenRole token, string tokenId)
    {
        var (user, name) = (UserOf(tokenId), tokenId[(tokenId.IndexOf('!', StringComparison.Ordinal) + 1)..]);
        return
        [
            $"pveum user add '{user}'",
            $"pveum user token remove '{user}' {name}",
            $"pveum user token add '{user}' {name} --privsep 1",
            .. Grant(token, tokenId, EffectivePrivileges.None, "/"),
        ];
    }

    private static string RoleOf(TokenRole token) => token == TokenRole.Read ? "MonitorRead" : "MonitorAct";

    // What the act token is to change it must see.
    private static IEnumerable<string> PrivilegesOf(TokenRole token) => Needs.All
        .Where(need => need.Token == token).Select(need => need.Privilege)
        .Concat(token == TokenRole.Act ? ["VM.Audit", "Sys.Audit"] : [])
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string UserOf(string tokenId) => tokenId.Split('!')[0];
}
