using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Inventory;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Dashboard.Workbench;

/// <summary>
/// A search for incidents such as <c>severity:critical,error tag:prod is:waiting disk</c>; all words must match. A word with a key matches
/// one of its values, separated by commas. A leading <c>-</c> negates a word. A word without a key or with an unknown one is searched for
/// in title, cause and key.
/// </summary>
/// <param name="text">The search; null for none, which finds all.</param>
public sealed class IncidentSearch(string? text)
{
    private readonly ImmutableArray<SearchTerm> _terms = [.. SearchTerm.Read(text, Keys)];

    /// <summary>The known keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["severity", "cluster", "node", "entity", "condition", "tag", "is"];

    /// <summary>The incidents that match, in their order.</summary>
    /// <param name="incidents">The incidents.</param>
    /// <param name="tagsOf">The tags of the guest that an incident is about, as Proxmox writes them; null if there are none.</param>
    public List<Incident> Find(IEnumerable<Incident> incidents, Func<Incident, string?> tagsOf) =>
        [.. incidents.Where(incident => Matches(incident, tagsOf))];

    /// <summary>Whether an incident matches.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="tagsOf">As for <see cref="Find"/>.</param>
    public bool Matches(Incident incident, Func<Incident, string?> tagsOf)
    {
        foreach (var term in _terms)
        {
            if (Matches(term, incident, tagsOf) == term.IsNegated) return false;
        }

        return true;
    }

    /// <summary>The value that the search demands of a key; null if it names none.</summary>
    public string? ValueOf(string key) => _terms.FirstOrDefault(term => term.Key == key && !term.IsNegated)?.Value;

    /// <summary>Whether the search has a word, such as <c>severity:critical</c>.</summary>
    public bool Has(string key, string value) => SearchTerm.Has(_terms, key, value);

    /// <summary>The text of the search with another value of a key; null if nothing is left.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value; null for none.</param>
    public string? With(string key, string? value) => SearchTerm.With(_terms, key, value);

    private static bool Matches(SearchTerm term, Incident incident, Func<Incident, string?> tagsOf)
    {
        if (term.Key is null)
            return In(incident.Title, term.Value) || In(incident.Cause, term.Value) || In(incident.Key, term.Value);
        foreach (var value in term.Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Matches(term.Key, value, incident, tagsOf)) return true;
        }

        return false;
    }

    private static bool Matches(string key, string value, Incident incident, Func<Incident, string?> tagsOf) => key switch
    {
        "severity" => Same(incident.Severity.ToString(), value),
        "cluster" => Same(incident.Entity.ClusterText, value),
        "node" => Same(incident.Node ?? incident.Entity.Node, value),
        "entity" => Same(incident.Entity.ToString(), value),
        "condition" => Same(incident.Condition.ToName(), value),
        "tag" => GuestTags.Contain(tagsOf(incident), value),
        _ => Is(incident, value.ToLowerInvariant()),
    };

    private static bool Is(Incident incident, string state) => state switch
    {
        "waiting" => incident.Need() != PersonNeed.Nothing,
        "proposed" => incident.Need() == PersonNeed.Decision,
        "open" => incident.IsOpen,
        "acknowledged" => incident.State == IncidentState.Acknowledged,
        "mitigating" => incident.State == IncidentState.Mitigating,
        "resolved" => !incident.IsOpen,
        "suppressed" => incident is { IsOpen: true, IsSuppressed: true },
        "flapping" => incident.Flap is not null,
        _ => false,
    };

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool In(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
