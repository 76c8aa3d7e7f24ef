using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Passes changes of clusters, incidents and settings to the repairs of a cluster.</summary>
internal sealed class RepairTriggers(IGrainFactory grains) : IIncidentListener, IAutonomyListener, IStormAlarm
{
    // Not awaited: if this is lost, repairs read all open incidents every five minutes.
    public void OnChanged(Incident incident)
    {
        if (OpenRepairsReader.Concerns(incident.Condition))
            grains.Remediation(incident.Entity.Cluster).OnIncidentChanged(incident).Ignore();
    }

    // Not awaited: if this is lost, a repair reads the settings before it acts.
    public void OnChanged(ClusterName cluster, AutonomySettings autonomy) =>
        grains.Remediation(cluster).OnAutonomyChanged(autonomy).Ignore();

    public Task<bool> Announce(ClusterName cluster, ImmutableArray<StormFailure> failures) =>
        grains.Remediation(cluster).Announce(failures);
}
