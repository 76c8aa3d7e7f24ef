using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>The key under which at most one incident is open: <c>DISK_HIGH:lab/pve1</c>.</summary>
public static class IncidentKey
{
    /// <summary>The key of a condition on an entity.</summary>
    public static string Of(ConditionType condition, EntityId entity) => $"{condition.ToName()}:{entity}";
}
