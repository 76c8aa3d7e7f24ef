using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Finds open incidents that have a runbook.</summary>
internal sealed class OpenRepairsReader(IGrainFactory grains, IIncidentStore incidents, MonitorSettings settings)
{
    // A store that hangs must not block other checks.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>All open incidents of a cluster.</summary>
    public Task<List<Incident>> All(ClusterName cluster) => incidents.AllOpen(cluster, Limit);

    /// <summary>An incident, and its plan; null if there is no such incident or no runbook for it.</summary>
    public async Task<(Incident Incident, RemediationPlan Plan, bool InUse)?> Find(string incidentId) =>
        await incidents.FindAsync(incidentId, CancellationToken.None).WaitAsync(Limit) is { } incident
        && await PlanOf(incident) is { } plan ? (incident, plan, InUse(plan)) : null;

    /// <summary>Whether incidents of a kind affect repairs.</summary>
    public static bool Concerns(ConditionType condition) => RunbookCatalog.For(condition) is not null || condition.Row().IsWide;

    /// <summary>Whether there is a runbook for the incident.</summary>
    public static bool IsRepairable(Incident incident) => RunbookCatalog.For(incident.Condition) is not null;

    /// <summary>Whether it is about nodes or the cluster as a whole, and its condition is there.</summary>
    public static bool IsWide(Incident incident) => incident is { IsOpen: true, ConditionHolds: true } && incident.Condition.Row().IsWide;

    /// <summary>Whether the runbook of a plan is configured and exists in this version.</summary>
    public bool InUse(RemediationPlan plan) =>
        settings.Guardrails.IsEnabled(plan.RunbookId) && RunbookCatalog.IsKnown(plan.RunbookId);

    /// <summary>
    /// The plan for an incident; null if there is no runbook for it. If the condition does not name the kind of guest, its row does; null
    /// without a row.
    /// </summary>
    public async Task<RemediationPlan?> PlanOf(Incident incident)
    {
        var kind = RunbookCatalog.NeedsKind(incident.Condition) && incident.Entity.Vmid is { } vmid
            ? (await grains.Cluster(incident.Entity.Cluster).FindGuest(vmid))?.Sample.Kind : null;
        return RunbookCatalog.PlanFor(incident, kind);
    }

    /// <summary>Whether a wider incident that came later is open.</summary>
    public static bool IsOvershadowed(Incident incident) => incident.Suppressions.Any(suppression => suppression.IsRelated);

    /// <summary>What suspends the repair of an open incident; null if nothing does.</summary>
    public static string? SuspendedBy(Incident incident) => incident switch
    {
        { IsRepairSuspended: true } =>
            string.Join("; ",
                incident.Suppressions.Where(suppression => suppression.SuspendsRepair).Select(suppression => suppression.Reason)),
        { IsOpen: true, ConditionHolds: false } => "its condition is gone for now",
        _ => null,
    };
}
