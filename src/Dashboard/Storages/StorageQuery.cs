using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Inventory;

namespace OrleansMonitor.Dashboard.Storages;

/// <summary>
/// A search such as <c>type:nfs node:pve1 is:full backup</c>; all terms must match. A term with a key compares with that column. A leading
/// <c>-</c> negates a term. A term without a key or with an unknown one is searched for in name, nodes, type and content.
/// </summary>
internal sealed class StorageQuery(string? text)
{
    // Where the default rules report a storage as full.
    private const double NearlyFull = 0.85;

    private readonly ImmutableArray<SearchTerm> _terms = [.. SearchTerm.Read(text, Keys)];

    public static IReadOnlyList<string> Keys { get; } = ["status", "node", "type", "content", "cluster", "is"];

    public bool Matches(StorageLine line) => _terms.All(term => Matches(term, line) != term.IsNegated);

    /// <summary>Whether the search has a word, such as <c>is:full</c>.</summary>
    public bool Has(string key, string value) => SearchTerm.Has(_terms, key, value);

    /// <summary>The text of the search with another value of a key, null for none; null if nothing is left.</summary>
    public string? With(string key, string? value) => SearchTerm.With(_terms, key, value);

    private static bool Matches(SearchTerm term, StorageLine line) => term.Key switch
    {
        // A space ends a term, so states of several words are written with an underscore.
        "status" => Same(line.Status, term.Value.Replace('_', ' ')),
        "node" => line.IsOn(term.Value),
        "type" => Same(line.Type, term.Value),
        "content" => line.Content?.Split(',').Contains(term.Value, StringComparer.OrdinalIgnoreCase) == true,
        "cluster" => Same(line.Cluster.Name.Value, term.Value),
        "is" => term.Value switch
        {
            "broken" => line.SeverityRank > 0,
            "full" => line.Share >= NearlyFull,
            "shared" => line.IsShared,
            "local" => !line.IsShared,
            "stale" => line.IsStale,
            _ => false,
        },
        _ => In(line.Name, term.Value) || In(line.Type, term.Value) || In(line.Content, term.Value)
            || line.Rows.Any(row => In(row.Node, term.Value)),
    };

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool In(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
