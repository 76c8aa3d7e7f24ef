using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Makes the audit row of a step of an incident. The same step always has the same id.</summary>
internal static class IncidentAudit
{
    public static AutonomyAction Row(
        Incident incident, string action, string actor, DateTimeOffset at, string details, AutonomyLevel level, bool notified,
        string? occurrence = null) =>
        AuditRow.Done(
            occurrence is null ? $"{incident.Id}:{action}" : $"{incident.Id}:{action}:{occurrence}", at, action, details, level,
            ("entity", incident.Entity.ToString()), ("severity", incident.Severity.ToString().ToLowerInvariant())) with
        {
            IncidentKey = incident.Key,
            IncidentId = incident.Id,
            Condition = incident.Condition,
            Cluster = incident.Entity.ClusterText,
            Node = incident.Node,
            Notified = notified,
            Actor = actor,
        };
}
