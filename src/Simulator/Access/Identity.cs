namespace OrleansMonitor.Simulator.Access;

/// <summary>An API token or a user with its privileges by path; the deepest path that has an entry decides (api-facts §1, §9).</summary>
internal sealed class Identity(string id, string secret)
{
    private Dictionary<string, HashSet<string>> _acl = new(StringComparer.Ordinal);

    private static readonly HashSet<string> None = [];

    public string Id { get; } = id;
    public string Secret { get; } = secret;
    public bool Revoked { get; set; }
    public bool IsToken => Id.Contains('!', StringComparison.Ordinal);
    public IReadOnlyDictionary<string, HashSet<string>> Acl => _acl;

    /// <summary>Whether <c>/</c> is the only entry, so that one look answers for every guest.</summary>
    public bool IsUniform => _acl.Count == 0 || (_acl.Count == 1 && _acl.ContainsKey("/"));

    public Identity Grant(string path, params IEnumerable<string> privileges)
    {
        var acl = new Dictionary<string, HashSet<string>>(_acl, StringComparer.Ordinal) { [path] = [.. privileges] };
        _acl = acl;
        return this;
    }

    public void Reset() => _acl = new(StringComparer.Ordinal);

    public bool Has(string path, string privilege) => At(path).Contains(privilege);

    public IReadOnlySet<string> At(string path)
    {
        for (var at = path; ; at = Parent(at))
        {
            if (_acl.TryGetValue(at, out var privileges)) return privileges;
            if (at == "/") return None;
        }
    }

    private static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }
}
