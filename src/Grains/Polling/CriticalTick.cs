using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Polling;

/// <summary>State of nodes and guests.</summary>
internal sealed class CriticalTick(IGrainFactory grains) : ITierTick
{
    public Task Run(ClusterName cluster) => grains.Cluster(cluster).Poll();
}
