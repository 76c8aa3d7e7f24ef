using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Polling;

/// <summary>State of nodes and guests; then what is open is looked at for repair, with what the poll has just seen.</summary>
internal sealed class CriticalTick(IGrainFactory grains) : ITierTick
{
    public async Task Run(ClusterName cluster)
    {
        await grains.Cluster(cluster).Poll();
        await grains.Remediation(cluster).Poke();
    }
}
