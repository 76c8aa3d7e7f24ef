using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// What a token holds in effect, its user's limits taken off: <c>GET /access/permissions</c> (api-facts §8).
/// <para>
/// Proxmox looks at the root, at <c>/access</c>, <c>/access/groups</c>, <c>/nodes</c>, <c>/pool</c>, <c>/sdn</c>, <c>/storage</c> and
/// <c>/vms</c>, and at every path that has an entry of anybody or is in a pool, and leaves out those on which nothing is held. So one of
/// the eight that is missing holds nothing, and hands nothing down. A deeper one that is missing, such as <c>/vms/103</c>, has no entry, or
/// one that takes everything away: by the list alone the two look the same. It is read as having no entry until it was asked for by itself
/// (<c>?path=/vms/103</c>), which <see cref="With"/> adds.
/// </para>
/// <para>A path that is listed has what is listed there and nothing else: an entry takes the place of what comes from above.</para>
/// </summary>
/// <param name="ByPath">Privileges by path; the value tells whether a privilege is handed down to what lies below.</param>
[GenerateSerializer, Immutable, Alias("effective-privileges")]
public sealed record EffectivePrivileges([property: Id(0)] ImmutableDictionary<string, ImmutableDictionary<string, bool>> ByPath)
{
    private static readonly ImmutableHashSet<string> AlwaysLookedAt =
        ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

    /// <summary>Nothing at all.</summary>
    public static EffectivePrivileges None { get; } = new(ImmutableDictionary<string, ImmutableDictionary<string, bool>>.Empty);

    /// <summary>Whether a privilege is held on a path.</summary>
    /// <param name="path">The path, such as <c>/vms/100</c>.</param>
    /// <param name="privilege">The privilege, such as <c>VM.Audit</c>.</param>
    public bool Has(string path, string privilege)
    {
        if (ByPath.TryGetValue(path, out var own)) return own.ContainsKey(privilege);
        if (AlwaysLookedAt.Contains(path)) return false;
        for (var at = Above(path); ; at = Above(at))
        {
            // Where nothing is handed down the entry counts for its own path only, and what comes from above goes on below it.
            if (ByPath.TryGetValue(at, out var held) && (held.IsEmpty || held.ContainsValue(true)))
                return held.GetValueOrDefault(privilege);
            if (at == "/" || (held is null && AlwaysLookedAt.Contains(at))) return false;
        }
    }

    /// <summary>Whether a privilege is held on everything below a path that has no entry of its own.</summary>
    public bool HasBelow(string path, string privilege) => Has(path == "/" ? "/*" : $"{path}/*", privilege);

    /// <summary>Whether anything at all is held on a path.</summary>
    public bool HasAnything(string path) => ByPath.TryGetValue(path, out var own)
        ? !own.IsEmpty
        : !AlwaysLookedAt.Contains(path)
        && ByPath.Values.SelectMany(held => held.Keys).Distinct(StringComparer.Ordinal).Any(privilege => Has(path, privilege));

    /// <summary>The same with what a path that was asked for by itself holds.</summary>
    /// <param name="path">The path.</param>
    /// <param name="answer">The answer about it; without the path where nothing is held there.</param>
    public EffectivePrivileges With(string path, EffectivePrivileges answer) =>
        new(ByPath.SetItem(path, answer.ByPath.GetValueOrDefault(path, ImmutableDictionary<string, bool>.Empty)));

    /// <summary>Whether it is known for certain what is held on a path: it is listed, or would be if it held something.</summary>
    public bool IsCertain(string path) => ByPath.ContainsKey(path) || AlwaysLookedAt.Contains(path);

    /// <summary>The paths directly below one that are listed.</summary>
    public IEnumerable<string> ListedBelow(string path) =>
        ByPath.Keys.Where(listed => listed.Length > 1 && string.Equals(Above(listed), path, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>True where a path has nothing but what the root hands down, so that a grant on the root reaches it.</summary>
    public bool Inherits(string path)
    {
        if (path == "/" || !IsCertain(path)) return true;
        var own = ByPath.GetValueOrDefault(path, ImmutableDictionary<string, bool>.Empty);
        var root = ByPath.GetValueOrDefault("/")?.Where(held => held.Value).Select(held => held.Key) ?? [];
        return own.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(root);
    }

    private static string Above(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }
}
