namespace OrleansMonitor.Hosting.Storage.Migration;

/// <summary>A table that both databases have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in both.</param>
/// <param name="Key">The number that its rows are ordered by and that only grows; null where there is none.</param>
internal sealed record MigratedTable(string Name, string[] Columns, string? Key = null)
{
    /// <summary>All that is moved. Reminders are not: every silo registers them when it starts.</summary>
    public static IReadOnlyList<MigratedTable> All { get; } =
    [
        new(
            "autonomy_actions",
            [
                "seq", "id", "timestamp", "incident_key", "incident_id", "runbook_id", "condition", "action", "action_args", "result",
                "result_details", "verification_result",
                "autonomy_level", "cluster", "node", "attempt_number", "escalated", "notified", "actor", "remediation_id", "upid",
                "verdicts", "chain_sequence", "previous_hash", "hash",
            ],
            "seq"),
        new("audit_chains", ["name", "head", "head_hash", "anchor", "anchor_hash", "unchained_until"]),
        new(
            "events",
            [
                "sequence", "id", "timestamp", "type", "severity", "source", "cluster", "node", "guest", "condition", "incident_key",
                "incident_id", "title", "message", "details",
            ],
            "sequence"),
        new(
            "incidents",
            [
                "seq", "id", "key", "condition", "severity", "state", "cluster", "entity_kind", "entity_node", "entity_name", "node",
                "opened_at", "resolved_at", "title", "cause",
                "timeline", "parent_id", "notice",
            ],
            "seq"),
        new("OrleansStorage", ["GrainKey", "GrainType", "N0", "N1", "ServiceId", "Version", "Payload"]),
    ];

    private static string Value(string column, int index) =>
        column is "escalated" or "notified" ? $"${index + 1} <> 0" : $"${index + 1}";

    private string List => string.Join(", ", Columns);

    /// <summary>Reads the rows after <c>$0</c>, or all.</summary>
    public string Select => Key is null ? $"SELECT {List} FROM {Name}" : $"SELECT {List} FROM {Name} WHERE {Key} > $0 ORDER BY {Key}";

    /// <summary>Stores a row where it is not there yet.</summary>
    public string Insert =>
        $"INSERT INTO {Name} ({List}) VALUES ({string.Join(", ", Columns.Select(Value))}) ON CONFLICT DO NOTHING";

    /// <summary>The last row that is there already; 0 for none.</summary>
    public string Last => $"SELECT coalesce(max({Key}), 0) FROM {Name}";

    /// <summary>How many rows there are.</summary>
    public string Count => $"SELECT count(*) FROM {Name}";
}
