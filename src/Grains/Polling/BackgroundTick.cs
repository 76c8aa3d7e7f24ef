using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Scores repairs, real or dry-run, and deletes old records.</summary>
internal sealed class BackgroundTick(IGrainFactory grains) : ITierTick
{
    public async Task Run(ClusterName cluster)
    {
        await grains.Remediation(cluster).Score();
        await grains.Retention().CleanUp();
    }
}
