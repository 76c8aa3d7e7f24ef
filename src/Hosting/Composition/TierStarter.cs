using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Polling;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Starts the poll schedulers of all clusters once the silo is active.</summary>
internal sealed class TierStarter(IGrainFactory grains, MonitorSettings settings)
{
    // In parallel, because each cluster waits for the database once or twice.
    private const int MaxParallelism = 16;

    public async Task Start()
    {
        foreach (var window in Enumerable.Range(0, settings.Clusters.Length).Chunk(MaxParallelism))
            await Task.WhenAll(window.Select(StartTiers));
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
