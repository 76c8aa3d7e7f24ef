using System.Collections.Immutable;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Access;

/// <summary>All keys. A revoked key is removed; the audit log keeps who created and revoked it.</summary>
[GenerateSerializer, Immutable, Alias("api-keys")]
public sealed record ApiKeys
{
    /// <summary>The maximum number of keys.</summary>
    public const int Capacity = 1000;

    /// <summary>The maximum length of a name in UTF-16 characters.</summary>
    public const int MaxName = 60;

    /// <summary>No keys.</summary>
    public static ApiKeys None { get; } = new();

    /// <summary>The keys by id.</summary>
    [Id(0)]
    public ImmutableDictionary<string, ApiKey> ById
    {
        get => field ?? NoKeys;
        init;
    }

    private static ImmutableDictionary<string, ApiKey> NoKeys { get; } = ImmutableDictionary.Create<string, ApiKey>(StringComparer.Ordinal);

    /// <summary>The key with an id; null if there is none.</summary>
    public ApiKey? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>Why a text cannot name a key, as a sentence; null if it can.</summary>
    /// <param name="name">The name, without surrounding space.</param>
    public static string? RefuseName(string name)
    {
        if (name.Length == 0) return "name is missing; say what the key is for.";
        if (name.Length > MaxName) return $"name is longer than {MaxName} characters.";
        return OneLine.Printable(name) == name ? null : "name contains control characters.";
    }

    /// <summary>Why a key cannot be added; null if it can.</summary>
    /// <param name="key">The new key.</param>
    public KeyRefusal? Refuse(ApiKey key)
    {
        if (ById.Count >= Capacity) return KeyRefusal.Full;
        if (ById.Values.Any(known => string.Equals(known.Name, key.Name, StringComparison.OrdinalIgnoreCase))) return KeyRefusal.NameTaken;
        return ById.ContainsKey(key.Id) ? KeyRefusal.IdTaken : null;
    }

    /// <summary>With a new key.</summary>
    public ApiKeys With(ApiKey key) => this with { ById = ById.Add(key.Id, key) };

    /// <summary>Without a key.</summary>
    public ApiKeys Without(string id) => this with { ById = ById.Remove(id) };

    /// <summary>With later uses of its keys; unknown ids are ignored.</summary>
    /// <param name="uses">When each key was used, by id.</param>
    public ApiKeys WithUses(IEnumerable<KeyValuePair<string, DateTimeOffset>> uses)
    {
        var keys = ById;
        foreach (var (id, at) in uses)
        {
            if (keys.TryGetValue(id, out var key) && !(key.LastUsedAt >= at)) keys = keys.SetItem(id, key with { LastUsedAt = at });
        }

        return keys == ById ? this : this with { ById = keys };
    }
}

/// <summary>Why a key cannot be added.</summary>
public enum KeyRefusal
{
    /// <summary>There are <see cref="ApiKeys.Capacity"/> keys.</summary>
    Full,

    /// <summary>Another key has that name, in any case of its letters.</summary>
    NameTaken,

    /// <summary>Another key has that id.</summary>
    IdTaken,
}
