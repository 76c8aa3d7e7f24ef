using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>The key of incidents, such as <c>DISK_HIGH:lab/pve1</c>. At most one incident per key is open.</summary>
public static class IncidentKey
{
    /// <summary>The key of a condition on an entity.</summary>
    public static string Of(ConditionType condition, EntityId entity) => $"{condition.ToName()}:{entity}";
}
