namespace OrleansMonitor.Simulator.Access;

/// <summary>An API token or a user. A token with privilege separation holds what both it and its user hold (api-facts §1).</summary>
internal sealed class Identity(AccessControl control, string id, string secret, Identity? owner = null)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, bool>> _held = new(StringComparer.Ordinal);
    private int _heldOf = -1;

    public string Id { get; } = id;
    public string Secret { get; } = secret;
    public bool Revoked { get; set; }
    public bool IsToken => Id.Contains('!', StringComparison.Ordinal);

    /// <summary>Whether the token has rights of its own, within its user's; without, it has its user's.</summary>
    public bool PrivilegeSeparation { get; init; } = true;

    /// <summary>Whether one look answers for every guest.</summary>
    public bool IsUniform => control.IsUniform;

    /// <summary>Paths that are looked at to answer what it holds.</summary>
    public IEnumerable<string> Paths => control.Paths;

    public bool Has(string path, string privilege) => At(path).ContainsKey(privilege);

    /// <summary>What it holds on a path; the value tells whether it is handed down.</summary>
    public IReadOnlyDictionary<string, bool> At(string path)
    {
        if (_heldOf != control.Version) _held.Clear();
        _heldOf = control.Version;
        if (_held.TryGetValue(path, out var known)) return known;
        return _held[path] = Work(path);
    }

    private IReadOnlyDictionary<string, bool> Work(string path)
    {
        if (owner is null) return control.Privileges(Id, path);
        var limit = owner.At(path);
        if (!PrivilegeSeparation) return limit;
        return control.Privileges(Id, path).Where(held => limit.ContainsKey(held.Key))
            .ToDictionary(held => held.Key, held => held.Value && limit[held.Key], StringComparer.Ordinal);
    }
}
