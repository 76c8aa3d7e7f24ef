using System.Globalization;
using Dapper;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>
/// The query for a page of <c>autonomy_actions</c>. It contains only the filters that are set, because SQLite chooses its index by the
/// text.
/// </summary>
internal sealed class ActionSearch
{
    /// <summary>The maximum number of search words; further ones are ignored.</summary>
    public const int MaxWords = 8;

    private const int MaxPageSize = 500;

    // The columns with text for people; hashes and JSON are not searched.
    private static readonly string[] SearchedColumns =
    [
        "incident_key", "action", "action_args", "result_details", "verification_result", "actor", "cluster", "node", "runbook_id",
        "condition", "upid", "incident_id",
    ];

    private readonly List<string> _filters = [];

    /// <summary>Builds the query.</summary>
    /// <param name="query">The filters.</param>
    /// <param name="contains">The database's case-insensitive pattern match, <c>LIKE</c> or <c>ILIKE</c>.</param>
    /// <param name="position">The database's function for the 1-based position of a text in another.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to 500.</exception>
    public ActionSearch(ActionQuery query, string contains, string position)
    {
        Limit = Page.Limit(query.Limit, MaxPageSize);
        Values.Add("Rows", Limit + 1);
        if (query.Before is { } before) AddFilter("seq < @Before", "Before", before);
        if (query.IncidentId is { } incident) AddFilter("incident_id = @IncidentId", "IncidentId", incident);
        if (query.Cluster is { } cluster) AddFilter("cluster = @Cluster", "Cluster", cluster);
        if (query.Result is { } result) AddFilter("result = @Result", "Result", ColumnText.Of(result));
        if (query.Action is { } action) AddFilter("action = @Action", "Action", action);
        if (query.Since is { } since) AddFilter("timestamp >= @Since", "Since", ColumnText.Microseconds(since));
        if (query.Until is { } until) AddFilter("timestamp < @Until", "Until", ColumnText.Microseconds(until));
        if (query.Entity is { } entity) AddFilter($"substr(incident_key, {position}(incident_key, ':') + 1) = @Entity", "Entity", entity);
        foreach (var (i, word) in Words(query.Text).Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Word{i}");
            var matches = SearchedColumns.Select(column => $"{column} {contains} @{name} ESCAPE '!'");
            AddFilter($"({string.Join(" OR ", matches)})", name, Pattern(word));
        }
    }

    /// <summary>The maximum number of rows on the page.</summary>
    public int Limit { get; }

    /// <summary>The query's parameters.</summary>
    public DynamicParameters Values { get; } = new();

    /// <summary>The SQL text. It reads one row more than the page holds, to detect a next page.</summary>
    public string Sql =>
        $"SELECT {ActionRow.Columns} FROM autonomy_actions {(_filters.Count == 0 ? "" : $"WHERE {string.Join(" AND ", _filters)}")} "
        + "ORDER BY seq DESC LIMIT @Rows";

    private void AddFilter(string filter, string name, object value)
    {
        _filters.Add(filter);
        Values.Add(name, value);
    }

    private static IEnumerable<string> Words(string? text) =>
        (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MaxWords);

    private static string Pattern(string word) =>
        "%" + word.Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal) + "%";
}
