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
