using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Reads the membership; quorum and the thresholds of nodes and storages are then evaluated.</summary>
internal sealed class ImportantTick(IGrainFactory grains, IProbe probe) : ITierTick
{
    public async Task Run(ClusterName cluster)
    {
        var membership = await probe.ReadMembershipAsync(cluster, CancellationToken.None);
        await grains.Cluster(cluster).Judge(membership.Succeeded ? membership.Value : null, membership.Failure);
    }
}
