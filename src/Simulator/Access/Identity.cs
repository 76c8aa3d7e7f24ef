namespace OrleansMonitor.Simulator.Access;

/// <summary>An API token or a user. A separated token has the privileges common to it and its user (api-facts §1).</summary>
internal sealed class Identity(AccessControl control, string id, string secret, Identity? owner = null)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, bool>> _held = new(StringComparer.Ordinal);
    private int _heldOf = -1;

    public string Id { get; } = id;
    public string Secret { get; } = secret;
    public bool Revoked { get; set; }
    public bool IsToken => Id.Contains('!', StringComparison.Ordinal);

    /// <summary>Whether the token has its own privileges, limited by its user's; otherwise it has its user's.</summary>
    public bool PrivilegeSeparation { get; init; } = true;

    /// <summary>Whether one evaluation applies to every guest.</summary>
    public bool IsUniform => control.IsUniform;

    /// <summary>The paths that are evaluated for effective privileges.</summary>
    public IEnumerable<string> Paths => control.Paths;

    public bool Has(string path, string privilege) => At(path).ContainsKey(privilege);

    /// <summary>Its privileges on a path. The value is true if the privilege propagates to paths below.</summary>
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
