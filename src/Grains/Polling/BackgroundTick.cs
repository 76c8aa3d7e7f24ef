using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Retention.</summary>
internal sealed class BackgroundTick(IGrainFactory grains) : ITierTick
{
    public Task Run(ClusterName cluster) => grains.Retention().CleanUp();
}
