using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Finds a cluster's open incidents that a runbook answers, and what is written about them.</summary>
internal sealed class OpenRepairs(ClusterName cluster, IIncidentStore incidents, IAuditStore audit, RemediationStory story, MonitorSettings settings)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<OpenRepair>> Find()
    {
        var found = new List<OpenRepair>();
        long? cursor = null;
        do
        {
            var page = await incidents.ListAsync(new(OpenOnly: true, cluster.ToString(), Limit: 500, cursor), CancellationToken.None);
            foreach (var incident in page.Items)
            {
                if (PlanOf(incident) is { } plan) found.Add(new(plan, HeldBy(incident)));
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>An incident and its plan; null where there is no such incident or no runbook in use answers it.</summary>
    public async Task<(Incident Incident, RemediationPlan Plan)?> Find(string incidentId) =>
        await incidents.FindAsync(incidentId, CancellationToken.None) is { } incident && PlanOf(incident) is { } plan ? (incident, plan) : null;

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

    /// <summary>What keeps repairs away from an incident; null where nothing does.</summary>
    public static string? HeldBy(Incident incident) => incident.HoldsRepair
        ? string.Join("; ", incident.Suppressions.Where(suppression => suppression.HoldsRepair).Select(suppression => suppression.Reason))
        : null;

    private RemediationPlan? PlanOf(Incident incident)
    {
        var plan = RunbookCatalog.PlanFor(incident.Condition, incident.Entity, incident.Node, incident.Key, incident.Id, incident.OpenedAt);
        return plan is not null && settings.Runbooks?.Contains(plan.RunbookId) != false ? plan : null;
    }
}

/// <summary>An open incident that a runbook answers.</summary>
/// <param name="Plan">The runbook applied to it.</param>
/// <param name="HeldBy">What keeps repairs away from it (a maintenance window, a wider incident that explains it); null where nothing does.</param>
internal sealed record OpenRepair(RemediationPlan Plan, string? HeldBy);
