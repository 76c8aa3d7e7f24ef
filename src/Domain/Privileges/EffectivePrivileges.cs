using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Privileges;

/// <summary>
/// The effective privileges of a token, limited by those of its user: <c>GET /access/permissions</c> (api-facts §8).
/// <para>Proxmox lists the root, <c>/access</c>, <c>/access/groups</c>, <c>/nodes</c>, <c>/pool</c>, <c>/sdn</c>, <c>/storage</c>,
/// <c>/vms</c>, and every path that has an ACL entry or is in a pool. It omits paths without any privilege. So if one of the eight is
/// missing, nothing is held there and nothing is inherited below. A deeper missing path, such as <c>/vms/103</c>, has no entry, or one that
/// removes everything; the list does not distinguish the two. It counts as having no entry until it was requested by itself
/// (<c>?path=/vms/103</c>), which <see cref="With"/> adds.</para>
/// <para>A listed path has exactly the listed privileges: its entry replaces what it would inherit.</para>
/// </summary>
/// <param name="ByPath">Privileges by path; the value is true if a privilege propagates to paths below.</param>
[GenerateSerializer, Immutable, Alias("effective-privileges")]
public sealed record EffectivePrivileges([property: Id(0)] ImmutableDictionary<string, ImmutableDictionary<string, bool>> ByPath)
{
    private static readonly ImmutableHashSet<string> AlwaysListedPaths =
        ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

    /// <summary>No privileges.</summary>
    public static EffectivePrivileges None { get; } = new(ImmutableDictionary<string, ImmutableDictionary<string, bool>>.Empty);

    /// <summary>Whether the token holds a privilege on a path.</summary>
    /// <param name="path">The path, such as <c>/vms/100</c>.</param>
    /// <param name="privilege">The privilege, such as <c>VM.Audit</c>.</param>
    public bool Has(string path, string privilege)
    {
        if (ByPath.TryGetValue(path, out var own)) return own.ContainsKey(privilege);
        if (AlwaysListedPaths.Contains(path)) return false;
        for (var at = ParentOf(path); ; at = ParentOf(at))
        {
            // An entry without propagation counts for its own path only; paths below inherit from further up.
            if (ByPath.TryGetValue(at, out var held) && (held.IsEmpty || held.ContainsValue(true)))
                return held.GetValueOrDefault(privilege);
            if (at == "/" || (held is null && AlwaysListedPaths.Contains(at))) return false;
        }
    }

    /// <summary>Whether the token holds a privilege on every path below that has no entry of its own.</summary>
    public bool HasBelow(string path, string privilege) => Has(path == "/" ? "/*" : $"{path}/*", privilege);

    /// <summary>Whether the token holds any privilege on a path.</summary>
    public bool HasAnything(string path)
    {
        if (ByPath.TryGetValue(path, out var own)) return !own.IsEmpty;
        return !AlwaysListedPaths.Contains(path)
            && ByPath.Values.SelectMany(held => held.Keys).Distinct(StringComparer.Ordinal).Any(privilege => Has(path, privilege));
    }

    /// <summary>Adds the answer for a path that was requested by itself.</summary>
    /// <param name="path">The path.</param>
    /// <param name="answer">The answer; it lacks the path if nothing is held there.</param>
    public EffectivePrivileges With(string path, EffectivePrivileges answer) =>
        new(ByPath.SetItem(path, answer.ByPath.GetValueOrDefault(path, ImmutableDictionary<string, bool>.Empty)));

    /// <summary>Whether the privileges on a path are certain: it is listed, or would be if it had any.</summary>
    public bool IsCertain(string path) => ByPath.ContainsKey(path) || AlwaysListedPaths.Contains(path);

    /// <summary>Listed paths directly below a path.</summary>
    public IEnumerable<string> ListedBelow(string path) =>
        ByPath.Keys.Where(listed => listed.Length > 1 && string.Equals(ParentOf(listed), path, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>True if a path has only what it inherits from the root, so a grant on the root reaches it.</summary>
    public bool Inherits(string path)
    {
        if (path == "/" || !IsCertain(path)) return true;
        var own = ByPath.GetValueOrDefault(path, ImmutableDictionary<string, bool>.Empty);
        var root = ByPath.GetValueOrDefault("/")?.Where(held => held.Value).Select(held => held.Key) ?? [];
        return own.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(root);
    }

    private static string ParentOf(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }
}
