using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>A row of <c>incidents</c>.</summary>
internal sealed class IncidentRow
{
    /// <summary>The columns, aliased to the property names.</summary>
    public const string Columns =
        "seq AS Seq, id AS Id, key AS Key, condition AS Condition, severity AS Severity, state AS State, cluster AS Cluster, " +
        "entity_kind AS EntityKind, entity_node AS EntityNode, entity_name AS EntityName, node AS Node, opened_at AS OpenedAt, " +
        "resolved_at AS ResolvedAt, title AS Title, cause AS Cause, timeline AS Timeline, parent_id AS ParentId, notice AS Notice";

    /// <summary>The columns of an insert, in the order of <see cref="Values"/>.</summary>
    public const string InsertColumns =
    "id, key, condition, severity, state, cluster, entity_kind, entity_node, entity_name, node, opened_at, resolved_at, title, " +
    "cause, timeline, parent_id, notice";

    /// <summary>Ends an insert that updates an existing row.</summary>
    public const string UpdateOnConflict =
    "ON CONFLICT (id) DO UPDATE SET key = excluded.key, condition = excluded.condition, severity = excluded.severity, " +
    "state = excluded.state, cluster = excluded.cluster, entity_kind = excluded.entity_kind, entity_node = excluded.entity_node, " +
    "entity_name = excluded.entity_name, node = excluded.node, opened_at = excluded.opened_at, resolved_at = excluded.resolved_at, " +
    "title = excluded.title, cause = excluded.cause, timeline = excluded.timeline, parent_id = excluded.parent_id, " +
    "notice = excluded.notice";

    public const string ById = $"SELECT {Columns} FROM incidents WHERE id = @id";
    public const string LatestByKey = $"SELECT {Columns} FROM incidents WHERE key = @key ORDER BY seq DESC LIMIT 1";
    public const string CountOpen = $"SELECT count(*) FROM incidents WHERE {Open}";

    // Must equal the condition of the partial index word for word, or SQLite does not use it.
    private const string Open = "state <> 'resolved'";

    public long Seq { get; init; }
    public required string Id { get; init; }
    public required string Key { get; init; }
    public required string Condition { get; init; }
    public required string Severity { get; init; }
    public required string State { get; init; }
    public required string Cluster { get; init; }
    public required string EntityKind { get; init; }
    public string? EntityNode { get; init; }
    public required string EntityName { get; init; }
    public string? Node { get; init; }
    public long OpenedAt { get; init; }
    public long? ResolvedAt { get; init; }
    public required string Title { get; init; }
    public required string Cause { get; init; }
    public required string Timeline { get; init; }
    public string? ParentId { get; init; }
    public required string Notice { get; init; }

    /// <summary>The query of a page and its parameters; it reads one row more than <paramref name="limit"/>.</summary>
    public static (string Sql, object Values) Search(IncidentQuery query, int limit)
    {
        var filters = new List<string>();
        if (query.OpenOnly) filters.Add(Open);
        if (query.Cluster is not null) filters.Add("cluster = @Cluster");
        if (query.Parent is not null) filters.Add("parent_id = @Parent");
        if (query.Before is not null) filters.Add("seq < @Before");
        var where = filters.Count == 0 ? "" : $"WHERE {string.Join(" AND ", filters)}";
        return ($"SELECT {Columns} FROM incidents {where} ORDER BY seq DESC LIMIT @Rows",
            new { query.Cluster, query.Parent, query.Before, Rows = limit + 1 });
    }

    public static object?[] Values(Incident incident) =>
    [
        incident.Id, incident.Key, incident.Condition.ToName(), ColumnText.Of(incident.Severity), ColumnText.Of(incident.State),
        incident.Entity.ClusterText ?? "", ColumnText.Of(incident.Entity.Kind), incident.Entity.Node, incident.Entity.Name, incident.Node,
        ColumnText.Microseconds(incident.OpenedAt), incident.ResolvedAt is { } at ? ColumnText.Microseconds(at) : null, incident.Title,
        incident.Cause, ColumnJson.Write(incident.Timeline), incident.ParentId, ColumnJson.Write(NoticeColumn.Of(incident)),
    ];

    public Incident ToIncident() => ColumnJson.ReadNotice(Notice).Give(new()
    {
        Id = Id,
        Key = Key,
        Condition = ColumnText.Condition(Condition)!.Value,
        Severity = ColumnText.Parse<Severity>(Severity),
        State = ColumnText.Parse<IncidentState>(State),
        Entity = new EntityId(
            Cluster.Length == 0 ? default : ClusterName.Parse(Cluster), ColumnText.Parse<EntityKind>(EntityKind), EntityNode, EntityName),
        Node = Node,
        OpenedAt = ColumnText.Time(OpenedAt),
        ResolvedAt = ResolvedAt is { } resolvedAt ? ColumnText.Time(resolvedAt) : null,
        Title = Title,
        Cause = Cause,
        Timeline = ColumnJson.ReadTimeline(Timeline),
        ParentId = ParentId,
    });
}
