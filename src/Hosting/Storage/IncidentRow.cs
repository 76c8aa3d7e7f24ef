using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>An incident's body as the database has it; what queries need stands in columns beside it.</summary>
internal sealed record IncidentRow
{
    public required string Id { get; init; }

    public required string Condition { get; init; }

    public Severity Severity { get; init; }

    public IncidentState State { get; init; }

    public required string Cluster { get; init; }

    public EntityKind EntityKind { get; init; }

    public string? EntityNode { get; init; }

    public string EntityName { get; init; } = "";

    public string? Node { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public required string Title { get; init; }

    public required string Cause { get; init; }

    public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    public static IncidentRow Of(Incident incident) => new()
    {
        Id = incident.Id,
        Condition = incident.Condition.ToName(),
        Severity = incident.Severity,
        State = incident.State,
        Cluster = incident.Entity.Cluster.ToString(),
        EntityKind = incident.Entity.Kind,
        EntityNode = incident.Entity.Node,
        EntityName = incident.Entity.Name,
        Node = incident.Node,
        OpenedAt = incident.OpenedAt,
        ResolvedAt = incident.ResolvedAt,
        Title = incident.Title,
        Cause = incident.Cause,
        Timeline = incident.Timeline,
    };

    public Incident ToIncident()
    {
        var entity = new EntityId(ClusterName.Parse(Cluster), EntityKind, EntityNode, EntityName);
        if (!ConditionNames.TryParse(Condition, out var condition)) throw new InvalidOperationException($"Incident {Id} has the unknown condition {Condition}.");
        return new()
        {
            Id = Id,
            Key = IncidentKey.Of(condition, entity),
            Condition = condition,
            Severity = Severity,
            State = State,
            Entity = entity,
            Node = Node,
            OpenedAt = OpenedAt,
            ResolvedAt = ResolvedAt,
            Title = Title,
            Cause = Cause,
            Timeline = Timeline,
        };
    }
}
