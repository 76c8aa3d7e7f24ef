using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Polling;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Has every cluster's tiers tick once the silo is up.</summary>
internal sealed class TierStarter(IGrainFactory grains, MonitorSettings settings)
{
    // Several at a time: with hundreds of clusters each waits for the database once or twice.
    private const int MaxParallelism = 16;

    public async Task Start()
    {
        foreach (var window in Enumerable.Range(0, settings.Clusters.Length).Chunk(MaxParallelism)) await Task.WhenAll(window.Select(StartTiers));
    }

    private async Task StartTiers(int index)
    {
        foreach (var tier in Enum.GetValues<Tier>())
        {
            var due = settings.Tiers.FirstDue(tier, index, settings.Clusters.Length);
            await grains.Scheduler(settings.Clusters[index], tier).Start(due, settings.Tiers.Period(tier));
        }
    }
}
