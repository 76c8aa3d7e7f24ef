using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Has every cluster's tiers tick once the silo is up.</summary>
internal sealed class TierStarter(IGrainFactory grains, MonitorSettings settings)
{
    public async Task Start()
    {
        for (var i = 0; i < settings.Clusters.Length; i++)
        {
            foreach (var tier in Enum.GetValues<Tier>())
            {
                var due = settings.Tiers.FirstDue(tier, i, settings.Clusters.Length);
                await grains.Scheduler(settings.Clusters[i], tier).Start(due, settings.Tiers.Period(tier));
            }
        }
    }
}
