using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

/// <summary>Incidents that the tests talk about.</summary>
internal static class Recorded
{
    public static readonly EntityId Vm = EntityId.Of(Given.Guest);

    public static Incident Of(
        ConditionType condition, EntityId entity, string? node = null, double openedAt = 0, double? resolvedAt = null) => new()
        {
            Id = $"{condition}-{entity}-{openedAt}",
            Key = IncidentKey.Of(condition, entity),
            Condition = condition,
            Severity = Severity.Critical,
            State = resolvedAt is null ? IncidentState.Open : IncidentState.Resolved,
            Entity = entity,
            Node = node ?? entity.Node,
            OpenedAt = Given.At(openedAt),
            ResolvedAt = resolvedAt is { } end ? Given.At(end) : null,
            Title = "t",
            Cause = "c",
            Timeline = [new(Given.At(openedAt), "opened", "monitor", "c")],
        };

    public static Incident Crash(string node = "pve1") => Of(ConditionType.VmCrashed, Vm, node);

    public static EntityId Node(string name) => EntityId.Of(new NodeId(Given.Lab, name));
}
