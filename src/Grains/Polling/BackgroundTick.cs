using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Scores repairs, real or dry-run, and deletes old records.</summary>
internal sealed class BackgroundTick(IGrainFactory grains) : ITierTick
{
    public Task Run(ClusterName cluster) => Task.WhenAll(grains.Remediation(cluster).Score(), grains.Retention().CleanUp());
}
