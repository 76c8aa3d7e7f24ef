using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// What a token holds in effect, its user's limits taken off: <c>GET /access/permissions</c> (api-facts §8). A path that is not listed has what the
/// nearest one above it hands down; one that is listed has only what is listed there.
/// </summary>
/// <param name="ByPath">Privileges by path; the value tells whether a privilege is handed down to what lies below.</param>
[GenerateSerializer, Immutable, Alias("effective-privileges")]
public sealed record EffectivePrivileges([property: Id(0)] ImmutableDictionary<string, ImmutableDictionary<string, bool>> ByPath)
{
    /// <summary>Nothing at all.</summary>
    public static EffectivePrivileges None { get; } = new(ImmutableDictionary<string, ImmutableDictionary<string, bool>>.Empty);

    /// <summary>Whether a privilege is held on a path.</summary>
    /// <param name="path">The path, such as <c>/vms/100</c>.</param>
    /// <param name="privilege">The privilege, such as <c>VM.Audit</c>.</param>
    public bool Has(string path, string privilege)
    {
        for (var at = path; ; at = Above(at))
        {
            if (ByPath.TryGetValue(at, out var held)) return held.TryGetValue(privilege, out var handedDown) && (at == path || handedDown);
            if (at == "/") return false;
        }
    }

    /// <summary>Whether a privilege is held on everything below a path that has no entry of its own.</summary>
    public bool HasBelow(string path, string privilege) => Has(path == "/" ? "/*" : $"{path}/*", privilege);

    /// <summary>The paths directly below one that are listed.</summary>
    public IEnumerable<string> ListedBelow(string path) =>
        ByPath.Keys.Where(listed => listed.Length > 1 && string.Equals(Above(listed), path, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>True where a path has nothing but what the root hands down, so that a grant on the root reaches it.</summary>
    public bool Inherits(string path)
    {
        if (path == "/" || !ByPath.TryGetValue(path, out var own)) return true;
        var root = ByPath.GetValueOrDefault("/")?.Where(held => held.Value).Select(held => held.Key) ?? [];
        return own.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(root);
    }

    private static string Above(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }
}
