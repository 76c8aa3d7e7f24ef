using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Simulator.Access;

/// <summary>
/// Roles and access control entries of a cluster, evaluated as Proxmox does. An entry for the same user or token on a deeper path
/// replaces inherited ones. An entry that does not propagate applies to its own path only. NoAccess overrides all other roles of a path.
/// </summary>
internal sealed class AccessControl
{
    public const string NoAccess = "NoAccess";
    public const string Administrator = "Administrator";

    // Evaluated for every user, with or without an entry.
    private static readonly string[] Roots = ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

    private readonly Dictionary<string, ImmutableHashSet<string>> _roles = new(StringComparer.Ordinal)
    {
        [NoAccess] = [],
        [Administrator] = [.. KnownPrivileges.All],
        ["PVEAuditor"] = [.. KnownPrivileges.All.Where(name => name.EndsWith(".Audit", StringComparison.Ordinal))],
    };

    private readonly SortedDictionary<string, Dictionary<string, Dictionary<string, bool>>> _entries = new(StringComparer.Ordinal);

    /// <summary>Increases with each change.</summary>
    public int Version { get; private set; }

    /// <summary>The paths that are evaluated for effective privileges.</summary>
    public IEnumerable<string> Paths => Roots.Union(_entries.Keys);

    /// <summary>Whether only the root has entries, so one evaluation applies to every guest.</summary>
    public bool IsUniform => _entries.Keys.All(path => path == "/");

    public bool HasRole(string role) => _roles.ContainsKey(role);

    public void SetRole(string role, IEnumerable<string> privileges, bool append = false)
    {
        _roles[role] = append ? _roles[role].Union(privileges) : [.. privileges];
        Version++;
    }

    public void DeleteRole(string role)
    {
        _roles.Remove(role);
        Version++;
    }

    public void Grant(string path, string subject, string role, bool propagate = true)
    {
        if (!_entries.TryGetValue(path, out var subjects)) subjects = _entries[path] = new(StringComparer.Ordinal);
        if (!subjects.TryGetValue(subject, out var roles)) roles = subjects[subject] = new(StringComparer.Ordinal);
        roles[role] = propagate;
        Version++;
    }

    public void Delete(string path, string subject, string role)
    {
        if (!_entries.TryGetValue(path, out var subjects) || !subjects.TryGetValue(subject, out var roles) || !roles.Remove(role)) return;
        if (roles.Count == 0) subjects.Remove(subject);
        if (subjects.Count == 0) _entries.Remove(path);
        Version++;
    }

    /// <summary>Removes all entries of a user or token.</summary>
    public void Forget(string subject)
    {
        foreach (var path in _entries.Keys.ToList())
        {
            if (_entries[path].Remove(subject) && _entries[path].Count == 0) _entries.Remove(path);
        }

        Version++;
    }

    /// <summary>Grants exactly these privileges on a path through a dedicated role.</summary>
    public void GrantPrivileges(string path, string subject, IEnumerable<string> privileges)
    {
        var role = string.Create(CultureInfo.InvariantCulture, $"Sim{_roles.Count}");
        SetRole(role, privileges);
        Grant(path, subject, role);
    }

    /// <summary>The own privileges of a user or token on a path, each with whether it propagates.</summary>
    public Dictionary<string, bool> Privileges(string subject, string path)
    {
        var held = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (role, propagate) in Roles(subject, path))
        {
            foreach (var privilege in _roles.GetValueOrDefault(role, [])) held[privilege] = held.GetValueOrDefault(privilege) || propagate;
        }

        return held;
    }

    private Dictionary<string, bool> Roles(string subject, string path)
    {
        var roles = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var at in Down(path))
        {
            if (!_entries.TryGetValue(at, out var subjects) || !subjects.TryGetValue(subject, out var own)) continue;
            var counting = own.Where(role => at == path || role.Value).ToDictionary(StringComparer.Ordinal);
            if (counting.Count > 0) roles = counting;
        }

        return roles.ContainsKey(NoAccess) ? [] : roles;
    }

    private static IEnumerable<string> Down(string path)
    {
        yield return "/";
        for (var slash = path.IndexOf('/', 1); path != "/"; slash = path.IndexOf('/', slash + 1))
        {
            yield return slash < 0 ? path : path[..slash];
            if (slash < 0) yield break;
        }
    }
}
