using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Brings the repairs of a cluster what clusters, incidents and settings have to tell, none of which know of repairs.</summary>
internal sealed class RepairTriggers(IGrainFactory grains) : IIncidentListener, IAutonomyListener, IStormAlarm
{
    // Not waited for: repairs read everything that is open now and then, in case this is lost.
    public void Note(Incident incident)
    {
        if (OpenRepairsReader.Concerns(incident.Condition)) grains.Remediation(incident.Entity.Cluster).Note(incident).Ignore();
    }

    // Repairs hear of it at once; one that does not reads it before it acts.
    public void Note(ClusterName cluster, AutonomySettings autonomy) => grains.Remediation(cluster).Note(autonomy).Ignore();

    public Task<bool> Announce(ClusterName cluster, ImmutableArray<StormFailure> failures) =>
        grains.Remediation(cluster).Announce(failures);
}
