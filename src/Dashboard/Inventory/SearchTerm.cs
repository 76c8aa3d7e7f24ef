namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>A word of a search, such as <c>status:stopped</c>, <c>-node:pve1</c> or <c>web</c>.</summary>
/// <param name="Key">The key in lower case; null if there is none that is known.</param>
/// <param name="Value">What to look for, not empty.</param>
/// <param name="IsNegated">Whether it must not match.</param>
internal sealed record SearchTerm(string? Key, string Value, bool IsNegated)
{
    /// <summary>The words of a search.</summary>
    /// <param name="text">The search; null for none.</param>
    /// <param name="keys">The known keys. A word with another one is plain text.</param>
    public static IEnumerable<SearchTerm> Read(string? text, IReadOnlyList<string> keys) =>
        (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => Parse(word, keys));

    /// <summary>Whether there is a word such as <c>severity:critical</c>.</summary>
    public static bool Has(IEnumerable<SearchTerm> terms, string key, string value) => terms.Any(
        term => term.Key == key && !term.IsNegated && string.Equals(term.Value, value, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of the words with another value of a key; null if none is left.</summary>
    /// <param name="terms">The words.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value; null for none.</param>
    public static string? With(IEnumerable<SearchTerm> terms, string key, string? value)
    {
        var words = terms.Where(term => term.Key != key || term.IsNegated).Select(term => term.ToString()).ToList();
        if (value is not null) words.Add($"{key}:{value}");
        return words.Count == 0 ? null : string.Join(' ', words);
    }

    /// <summary>The word as it is typed.</summary>
    public override string ToString() => $"{(IsNegated ? "-" : "")}{(Key is null ? "" : $"{Key}:")}{Value}";

    private static SearchTerm Parse(string word, IReadOnlyList<string> keys)
    {
        var not = word is ['-', _, ..];
        var bare = not ? word[1..] : word;
        var colon = bare.IndexOf(':', StringComparison.Ordinal);
        var key = colon > 0 && colon < bare.Length - 1 ? bare[..colon].ToLowerInvariant() : null;
        return key is not null && keys.Contains(key) ? new(key, bare[(colon + 1)..], not) : new(null, bare, not);
    }
}
