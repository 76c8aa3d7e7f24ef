using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Writes the audit row of a step in an incident's life. The same step always has the same id.</summary>
internal static class IncidentAudit
{
    public static AutonomyAction Row(
        Incident incident, string action, string actor, DateTimeOffset at, string words, AutonomyLevel level, bool notified, string? occurrence = null) => new()
        {
            Id = occurrence is null ? $"{incident.Id}:{action}" : $"{incident.Id}:{action}:{occurrence}",
            Timestamp = at,
            IncidentKey = incident.Key,
            IncidentId = incident.Id,
            Condition = incident.Condition,
            Action = action,
            ActionArgs = JsonSerializer.Serialize(new Dictionary<string, string> { ["entity"] = incident.Entity.ToString(), ["severity"] = incident.Severity.ToString().ToLowerInvariant() }),
            Result = ActionResult.Success,
            ResultDetails = words,
            AutonomyLevel = level,
            Cluster = incident.Entity.ClusterText,
            Node = incident.Node,
            Notified = notified,
            Actor = actor,
        };
}
