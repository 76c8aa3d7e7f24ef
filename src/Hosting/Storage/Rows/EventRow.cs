using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>A row of <c>events</c>.</summary>
internal sealed class EventRow
{
    /// <summary>The columns, aliased to the property names.</summary>
    public const string Columns =
        "sequence AS Sequence, id AS Id, timestamp AS Timestamp, type AS Type, severity AS Severity, source AS Source, " +
        "cluster AS Cluster, node AS Node, guest AS Guest, condition AS Condition, incident_key AS IncidentKey, " +
        "incident_id AS IncidentId, title AS Title, message AS Message, details AS Details";

    /// <summary>The columns of an insert, except the sequence.</summary>
    public const string InsertColumns =
    "id, timestamp, type, severity, source, cluster, node, guest, condition, incident_key, incident_id, title, message, details";

    public const string PageAfter = $"SELECT {Columns} FROM events WHERE sequence > @sequence ORDER BY sequence LIMIT @rows";

    public long Sequence { get; init; }
    public required string Id { get; init; }
    public long Timestamp { get; init; }
    public required string Type { get; init; }
    public required string Severity { get; init; }
    public required string Source { get; init; }
    public string? Cluster { get; init; }
    public string? Node { get; init; }
    public int? Guest { get; init; }
    public string? Condition { get; init; }
    public string? IncidentKey { get; init; }
    public string? IncidentId { get; init; }
    public required string Title { get; init; }
    public required string Message { get; init; }
    public required string Details { get; init; }

    public MonitorEvent ToEvent() => new()
    {
        Sequence = Sequence,
        Id = Id,
        Timestamp = ColumnText.Time(Timestamp),
        Type = ColumnText.Parse<EventType>(Type),
        Severity = ColumnText.Parse<Severity>(Severity),
        Source = Source,
        Cluster = Cluster,
        Node = Node,
        Guest = Guest,
        Condition = ColumnText.Condition(Condition),
        IncidentKey = IncidentKey,
        IncidentId = IncidentId,
        Title = Title,
        Message = Message,
        Details = ColumnJson.ReadDetails(Details),
    };
}
