using System.Collections.Immutable;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Access;

/// <summary>Derives missing permissions from the tokens' privileges. Pure.</summary>
public static class MissingPermissions
{
    /// <summary>All missing permissions. A token whose privileges could not be read yields none.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="nodes">The cluster's nodes, as far as known.</param>
    public static ImmutableArray<MissingPermission> Derive(IEnumerable<TokenAccess> tokens, IReadOnlyCollection<string> nodes) =>
        [.. tokens.SelectMany(token => token switch
        {
            { Refused: true } => [Refused(token)],
            { Privileges: { } held } => Of(token, held, nodes),
            _ => [],
        })];

    private static ImmutableArray<ConditionType> BlindWithout(Capability capability) =>
        ConditionCatalog.Where(row => row.BlindWithout.Contains(capability));

    private static ImmutableArray<ConditionType> WeakWithout(Capability capability) =>
        ConditionCatalog.Where(row => row.WeakWithout.Contains(capability));

    private static IEnumerable<MissingPermission> Of(TokenAccess token, EffectivePrivileges held, IReadOnlyCollection<string> nodes) =>
        from need in Needs.All
        where need.Token == token.Role
        from place in Lacking(need, held, nodes)
        select new MissingPermission
        {
            Capability = need.Capability,
            Token = token.Role,
            TokenId = token.TokenId,
            Privilege = need.Privilege,
            Path = place.Path,
            Except = place.Except,
            Consequence = need.Consequence,
            Disables = BlindWithout(need.Capability),
            Weakens = WeakWithout(need.Capability),
            Remedy = PermissionCommands.Grant(token.Role, token.TokenId, held, place.Path),
        };

    private static IEnumerable<(string Path, ImmutableArray<string> Except)> Lacking(
        Need need, EffectivePrivileges held, IReadOnlyCollection<string> nodes)
    {
        if (need.Path == "/") return held.Has("/", need.Privilege) ? [] : [("/", [])];

        var known = need.Path == "/nodes"
            ? nodes.Select(node => $"/nodes/{node}").Order(StringComparer.Ordinal).ToList()
            : [.. held.ListedBelow(need.Path)];
        var (able, unable) =
            (known.Where(path => held.Has(path, need.Privilege)).ToImmutableArray(), known.Where(path => !held.Has(path, need.Privilege)));

        // The node list is complete; the lists of guests and storages hold only visible ones.
        var everywhereElse = (need.Path == "/nodes" && able.Length > 0) || held.HasBelow(need.Path, need.Privilege);
        return everywhereElse ? unable.Select(path => (path, ImmutableArray<string>.Empty)) : [(need.Path, able)];
    }

    private static MissingPermission Refused(TokenAccess token) => new()
    {
        Capability = Capability.SignIn,
        Token = token.Role,
        TokenId = token.TokenId,
        Privilege = "",
        Path = "/",
        Consequence = $"{(token.Role == TokenRole.Act ? "nothing can be repaired" : "nothing can be seen")} ({token.Failure})",
        Remedy = PermissionCommands.Recreate(token.Role, token.TokenId),
    };
}
