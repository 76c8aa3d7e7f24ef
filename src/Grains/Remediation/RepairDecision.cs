using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>A person's decision on a proposed repair.</summary>
internal static class RepairDecision
{
    public const string Approve = "approve_repair";

    public const string Reject = "reject_repair";

    /// <summary>The id of the decision on a proposal. There is only one.</summary>
    public static string IdOf(string incidentId, int proposalPlace) =>
        string.Create(CultureInfo.InvariantCulture, $"{incidentId}:remediation:{proposalPlace}:decision");

    public static AutonomyAction Row(
        RemediationPlan plan, int proposalPlace, bool approve, string actor, string? comment, AutonomyLevel level, DateTimeOffset now) =>
        AuditRow.Done(
            IdOf(plan.IncidentId, proposalPlace), now, approve ? Approve : Reject,
            $"{plan.RunbookId} {(approve ? "approved" : "rejected")}{(comment is null ? "" : $": {comment}")}", level,
            ("runbook", plan.RunbookId), ("target", plan.Action.Target.ToString()), ("comment", comment)) with
        {
            IncidentKey = plan.IncidentKey,
            IncidentId = plan.IncidentId,
            Condition = plan.Condition,
            Cluster = plan.Action.Target.Cluster.ToString(),
            Node = plan.Action.Node,
            Actor = actor,
            Notified = true,
            RemediationId = plan.IncidentId,
        };
}
