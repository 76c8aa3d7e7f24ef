namespace OrleansMonitor.Hosting.Storage.Migration;

/// <summary>A table of both databases.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">The columns to copy.</param>
/// <param name="Key">The ascending number that orders the rows; null if there is none.</param>
internal sealed record MigratedTable(string Name, string[] Columns, string? Key = null)
{
    /// <summary>The tables to copy. Reminders are not copied: silos register them at startup.</summary>
    public static IReadOnlyList<MigratedTable> All { get; } =
    [
        new(
            "autonomy_actions",
            [
                "seq", "id", "timestamp", "incident_key", "incident_id", "runbook_id", "condition", "action", "action_args", "result",
                "result_details", "verification_result", "autonomy_level", "cluster", "node", "attempt_number", "escalated", "notified",
                "actor", "remediation_id", "upid", "verdicts", "chain_sequence", "previous_hash", "hash",
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
                "opened_at", "resolved_at", "title", "cause", "timeline", "parent_id", "notice",
            ],
            "seq"),
        new(
            "notifications",
            [
                "seq", "id", "destination", "incident_id", "recovery", "created_at", "route", "notice", "state", "attempts",
                "next_attempt_at", "last_attempt_at", "held_until", "last_error", "reference",
            ],
            "seq"),
        new("history", ["cluster", "resolution", "part", "start", "payload"]),
        new("OrleansStorage", ["GrainKey", "GrainType", "N0", "N1", "ServiceId", "Version", "Payload"]),
    ];

    private static string Value(string column, int index) =>
        column is "escalated" or "notified" ? $"${index + 1} <> 0" : $"${index + 1}";

    private string ColumnList => string.Join(", ", Columns);

    /// <summary>Reads the rows after key <c>$0</c>; all rows without a key.</summary>
    public string Select => $"SELECT {ColumnList} FROM {Name}{(Key is null ? "" : $" WHERE {Key} > $0 ORDER BY {Key}")}";

    /// <summary>Stores a row unless it exists.</summary>
    public string Insert =>
        $"INSERT INTO {Name} ({ColumnList}) VALUES ({string.Join(", ", Columns.Select(Value))}) ON CONFLICT DO NOTHING";

    /// <summary>Reads the last copied key; 0 for none.</summary>
    public string Last => $"SELECT coalesce(max({Key}), 0) FROM {Name}";

    /// <summary>Counts the rows.</summary>
    public string Count => $"SELECT count(*) FROM {Name}";
}
