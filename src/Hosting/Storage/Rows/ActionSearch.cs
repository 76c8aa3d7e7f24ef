using System.Globalization;
using Dapper;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>
/// A page of <c>autonomy_actions</c> as a statement and its values. Only the filters that are set stand in it: SQLite chooses its index
/// from the text.
/// </summary>
internal sealed class ActionSearch
{
    /// <summary>As many words of a search as are looked for; further ones are left out.</summary>
    public const int MostWords = 8;

    private const int MostPerPage = 500;

    // What a person reads or copies from a row; hashes and JSON's own words are no text.
    private static readonly string[] Texts =
        ["incident_key", "action", "action_args", "result_details", "verification_result", "actor", "cluster", "node", "runbook_id",
            "condition", "upid", "incident_id"];

    private readonly List<string> _filters = [];

    /// <summary>The statement of a query.</summary>
    /// <param name="query">What to find.</param>
    /// <param name="contains">The database's comparison with a pattern whatever the case, <c>LIKE</c> or <c>ILIKE</c>.</param>
    /// <param name="position">The database's function for where a text stands in another, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to 500.</exception>
    public ActionSearch(ActionQuery query, string contains, string position)
    {
        Limit = Page.Limit(query.Limit, MostPerPage);
        Values.Add("Rows", Limit + 1);
        if (query.Before is { } before) Only("seq < @Before", "Before", before);
        if (query.IncidentId is { } incident) Only("incident_id = @IncidentId", "IncidentId", incident);
        if (query.Cluster is { } cluster) Only("cluster = @Cluster", "Cluster", cluster);
        if (query.Result is { } result) Only("result = @Result", "Result", ColumnText.Of(result));
        if (query.Action is { } action) Only("action = @Action", "Action", action);
        if (query.Since is { } since) Only("timestamp >= @Since", "Since", ColumnText.Microseconds(since));
        if (query.Until is { } until) Only("timestamp < @Until", "Until", ColumnText.Microseconds(until));
        if (query.Entity is { } entity) Only($"substr(incident_key, {position}(incident_key, ':') + 1) = @Entity", "Entity", entity);
        foreach (var (i, word) in Words(query.Text).Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Word{i}");
            Only($"({string.Join(" OR ", Texts.Select(column => $"{column} {contains} @{name} ESCAPE '!'"))})", name, Pattern(word));
        }
    }

    /// <summary>How many rows a page has at most.</summary>
    public int Limit { get; }

    /// <summary>The values of the statement.</summary>
    public DynamicParameters Values { get; } = new();

    /// <summary>The statement; it reads one row more than the page has, to know whether there is a next one.</summary>
    public string Sql =>
        $"SELECT {ActionRow.Columns} FROM autonomy_actions {(_filters.Count == 0 ? "" : $"WHERE {string.Join(" AND ", _filters)}")} ORDER "
            + $"BY seq DESC LIMIT @Rows";

    private void Only(string filter, string name, object value)
    {
        _filters.Add(filter);
        Values.Add(name, value);
    }

    private static IEnumerable<string> Words(string? text) =>
        (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords);

    private static string Pattern(string word) =>
        "%" + word.Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal) + "%";
}
