using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>
/// A search such as <c>status:stopped node:pve1 tag:prod web</c>; all terms must match. A term with a key compares with that column. A
/// leading <c>-</c> negates a term. A term without a key or with an unknown one is searched for in VMID, name, node, tags and pool.
/// </summary>
internal sealed class InventoryQuery
{
    private readonly ImmutableArray<SearchTerm> _terms;

    public InventoryQuery(string? text) => _terms = [.. SearchTerm.Read(text, Keys)];

    public static IReadOnlyList<string> Keys { get; } = ["status", "node", "tag", "kind", "cluster", "ha", "lock", "pool", "is"];

    /// <summary>The matching guests and nodes, in the order of the clusters.</summary>
    public List<InventoryRow> Find(ImmutableArray<ClusterPicture> clusters, bool guests = true, bool nodes = true)
    {
        var found =
            new List<InventoryRow>(clusters.Sum(cluster => (guests ? cluster.Guests.Count : 0) + (nodes ? cluster.Nodes.Length : 0)));
        foreach (var cluster in clusters)
        {
            foreach (var node in nodes ? cluster.Nodes : []) AddIfMatch(found, new(cluster, null, node));
            foreach (var guest in guests ? cluster.Guests : []) AddIfMatch(found, new(cluster, guest, null));
        }

        return found;
    }

    public bool Matches(InventoryRow row)
    {
        foreach (var term in _terms)
        {
            if (Matches(term, row) == term.IsNegated) return false;
        }

        return true;
    }

    /// <summary>Whether the search has a word, such as <c>is:broken</c>.</summary>
    public bool Has(string key, string value) => SearchTerm.Has(_terms, key, value);

    /// <summary>The text of the search with another value of a key, null for none; null if nothing is left.</summary>
    public string? With(string key, string? value) => SearchTerm.With(_terms, key, value);

    private void AddIfMatch(List<InventoryRow> found, InventoryRow row)
    {
        if (Matches(row)) found.Add(row);
    }

    private static bool Matches(SearchTerm term, InventoryRow row) => term.Key switch
    {
        // A space ends a term, so states of two words are written with an underscore.
        "status" => Same(row.Status, term.Value.Replace('_', ' ')),
        "node" => Same(row.Node, term.Value),
        "kind" => Same(row.Kind, term.Value) || (Same(term.Value, "guest") && !row.IsNode),
        "cluster" => Same(row.Cluster.Name.Value, term.Value),
        "tag" => HasTag(row, term.Value),
        "ha" => Same(row.Ha, term.Value),
        "lock" => Same(row.Lock, term.Value) || (term.Value == "*" && row.Lock is not null),
        "pool" => Same(row.Pool, term.Value),
        "is" => term.Value switch
        {
            "stale" => row.Stale,
            "broken" => row.SeverityRank > 0,
            "locked" => row.Lock is not null,
            _ => false,
        },
        _ => In(row.Name, term.Value) || In(row.Node, term.Value) || In(row.Tags, term.Value) || In(row.Pool, term.Value)
            || HasVmid(row, term.Value),
    };

    private static bool HasTag(InventoryRow row, string tag) => In(row.Tags, tag) && GuestTags.Contain(row.Tags, tag);

    private static bool HasVmid(InventoryRow row, string part) =>
        char.IsAsciiDigit(part[0]) && row.Vmid is { } vmid && In(vmid.ToString(System.Globalization.CultureInfo.InvariantCulture), part);

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool In(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
