using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>A person's word on a proposed repair.</summary>
internal static class RepairDecision
{
    public const string Approve = "approve_repair";

    public const string Reject = "reject_repair";

    /// <summary>The id of the decision on a proposal: there is one.</summary>
    public static string IdOf(string incidentId, int proposalPlace) => string.Create(CultureInfo.InvariantCulture, $"{incidentId}:remediation:{proposalPlace}:decision");

    public static AutonomyAction Row(RemediationPlan plan, int proposalPlace, bool approve, string actor, string? comment, AutonomyLevel level, DateTimeOffset now) => new()
    {
        Id = IdOf(plan.IncidentId, proposalPlace),
        Timestamp = now,
        IncidentKey = plan.IncidentKey,
        IncidentId = plan.IncidentId,
        Condition = plan.Condition,
        Action = approve ? Approve : Reject,
        ActionArgs = JsonSerializer.Serialize(new Dictionary<string, string?> { ["runbook"] = plan.RunbookId, ["target"] = plan.Action.Target.ToString(), ["comment"] = comment }),
        Result = ActionResult.Success,
        ResultDetails = $"{plan.RunbookId} {(approve ? "approved" : "rejected")}{(comment is null ? "" : $": {comment}")}",
        AutonomyLevel = level,
        Cluster = plan.Action.Target.Cluster.ToString(),
        Node = plan.Action.Node,
        Actor = actor,
        Notified = true,
        RemediationId = plan.IncidentId,
    };
}
