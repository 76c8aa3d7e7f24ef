using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Finds a cluster's open incidents that a runbook answers, and what is written about them.</summary>
internal sealed class OpenRepairs(ClusterName cluster, IGrainFactory grains, IIncidentStore incidents, IAuditStore audit, RemediationStory story, MonitorSettings settings)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public async Task<OpenWork> Find()
    {
        var found = new List<OpenRepair>();
        var wide = new List<Incident>();
        long? cursor = null;
        do
        {
            var page = await incidents.ListAsync(new(OpenOnly: true, cluster.ToString(), Limit: 500, cursor), CancellationToken.None);
            foreach (var incident in page.Items)
            {
                if (await PlanOf(incident) is { } plan) found.Add(new(plan, incident));
                if (incident.ConditionHolds && incident.Condition is ConditionType.NodeIsolated or ConditionType.NodeUnreachable or ConditionType.NodeFrozen or ConditionType.QuorumLost or ConditionType.ClusterUnreachable) wide.Add(incident);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return new(found, string.Join(' ', wide.Select(incident => incident.Id).Order(StringComparer.Ordinal)));
    }

    /// <summary>An incident and its plan; null where there is no such incident or no runbook in use answers it.</summary>
    public async Task<(Incident Incident, RemediationPlan Plan)?> Find(string incidentId) =>
        await incidents.FindAsync(incidentId, CancellationToken.None) is { } incident && await PlanOf(incident) is { } plan ? (incident, plan) : null;

    /// <summary>What is written about an incident; tells it where that may not have been done.</summary>
    public async Task<IncidentJournal> Read(RemediationPlan plan)
    {
        var journal = await IncidentJournal.Load(plan, audit);
        if (!_told.Contains(plan.IncidentId)) await story.Tell(plan, journal.Rows);
        _told.Add(plan.IncidentId);
        return journal;
    }

    /// <summary>What was written may not have been told: it is told again, which does no harm.</summary>
    public void TellAgain(string incidentId) => _told.Remove(incidentId);

    /// <summary>What keeps repairs away from an open incident; null where nothing does.</summary>
    public static string? HeldBy(Incident incident) => incident switch
    {
        { HoldsRepair: true } => string.Join("; ", incident.Suppressions.Where(suppression => suppression.HoldsRepair).Select(suppression => suppression.Reason)),
        { IsOpen: true, ConditionHolds: false } => "its condition is gone for now",
        _ => null,
    };

    // Where the condition does not tell what kind of guest it is, its row does; without one nothing is known that could be started.
    private async Task<RemediationPlan?> PlanOf(Incident incident)
    {
        var kind = RunbookCatalog.NeedsKind(incident.Condition) && incident.Entity.Vmid is { } vmid
            ? (await grains.Cluster(incident.Entity.Cluster).FindGuest(vmid))?.Sample.Kind : null;
        var plan = RunbookCatalog.PlanFor(incident, kind);
        return plan is not null && settings.Runbooks?.Contains(plan.RunbookId) != false ? plan : null;
    }
}

/// <summary>What there is to repair in a cluster.</summary>
/// <param name="Repairs">Open incidents that a runbook answers.</param>
/// <param name="Around">The wide incidents that stand there, of nodes and of the cluster: where one comes or goes, what was refused is looked at again.</param>
internal sealed record OpenWork(IReadOnlyList<OpenRepair> Repairs, string Around);

/// <summary>An open incident that a runbook answers.</summary>
/// <param name="Plan">The runbook applied to it.</param>
/// <param name="Incident">The incident.</param>
internal sealed record OpenRepair(RemediationPlan Plan, Incident Incident)
{
    /// <summary>What keeps repairs away from it (a maintenance window, a wider incident that explains it); null where nothing does.</summary>
    public string? HeldBy => OpenRepairs.HeldBy(Incident);
}
