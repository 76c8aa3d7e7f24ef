using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Finds open incidents that a runbook answers.</summary>
internal sealed class OpenRepairsReader(IGrainFactory grains, IIncidentStore incidents, MonitorSettings settings)
{
    // A store that hangs must not keep everything else from being looked at.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>All open incidents of a cluster.</summary>
    public Task<List<Incident>> All(ClusterName cluster) => incidents.AllOpen(cluster, Limit);

    /// <summary>An incident, and its plan; null where there is no such incident or no runbook answers it.</summary>
    public async Task<(Incident Incident, RemediationPlan Plan, bool InUse)?> Find(string incidentId) =>
        await incidents.FindAsync(incidentId, CancellationToken.None).WaitAsync(Limit) is { } incident
        && await PlanOf(incident) is { } plan ? (incident, plan, InUse(plan)) : null;

    /// <summary>Whether incidents of a kind bear on repairs.</summary>
    public static bool Concerns(ConditionType condition) => RunbookCatalog.For(condition) is not null || IsWide(condition);

    /// <summary>Whether a runbook answers incidents of this kind.</summary>
    public static bool IsRepairable(Incident incident) => RunbookCatalog.For(incident.Condition) is not null;

    /// <summary>Whether it is about nodes or the cluster as a whole, and its condition is there.</summary>
    public static bool IsWide(Incident incident) => incident is { IsOpen: true, ConditionHolds: true } && IsWide(incident.Condition);

    private static bool IsWide(ConditionType condition) => condition
        is ConditionType.NodeIsolated or ConditionType.NodeUnreachable or ConditionType.NodeFrozen or ConditionType.QuorumLost
        or ConditionType.ClusterUnreachable;

    /// <summary>Whether the configuration names the runbook of a plan, and this version has it.</summary>
    public bool InUse(RemediationPlan plan) =>
        settings.Runbooks?.Contains(plan.RunbookId) != false && RunbookCatalog.IsKnown(plan.RunbookId);

    /// <summary>
    /// The plan for an incident; null where no runbook answers it. Where the condition does not tell what kind of guest it is, its row
    /// does; without one nothing is known that could be started.
    /// </summary>
    public async Task<RemediationPlan?> PlanOf(Incident incident)
    {
        var kind = RunbookCatalog.NeedsKind(incident.Condition) && incident.Entity.Vmid is { } vmid
            ? (await grains.Cluster(incident.Entity.Cluster).FindGuest(vmid))?.Sample.Kind : null;
        return RunbookCatalog.PlanFor(incident, kind);
    }

    /// <summary>Whether something wider that came later is open.</summary>
    public static bool IsOvershadowed(Incident incident) => incident.Suppressions.Any(suppression => suppression.IsRelated);

    /// <summary>What keeps repairs away from an open incident; null where nothing does.</summary>
    public static string? SuspendedBy(Incident incident) => incident switch
    {
        { IsRepairSuspended: true } =>
            string.Join("; ",
                incident.Suppressions.Where(suppression => suppression.SuspendsRepair).Select(suppression => suppression.Reason)),
        { IsOpen: true, ConditionHolds: false } => "its condition is gone for now",
        _ => null,
    };
}
