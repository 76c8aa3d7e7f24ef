using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Polling;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Starts the poll schedulers: of all clusters once the silo is active, later of those that are added.</summary>
internal sealed partial class TierStarter(
    IGrainFactory grains, IServiceProvider services, MonitorSettings settings, RegistryReader registry, ILogger<TierStarter> log)
{
    // In parallel, because each cluster waits for the database once or twice.
    private const int MaxParallelism = 16;

    private readonly HashSet<ClusterName> _started = [];

    public async Task Start()
    {
        await registry.Read();
        var clusters = settings.Clusters.Now;
        foreach (var window in Enumerable.Range(0, clusters.Length).Chunk(MaxParallelism))
            await Task.WhenAll(window.Select(
                index => StartTiers(clusters[index], tier => settings.Tiers.FirstDue(tier, index, clusters.Length))));
        _started.UnionWith(clusters);
    }

    /// <summary>
    /// Starts the schedulers of clusters that were added since, at once, and forgets those that are no longer watched. Those of a
    /// cluster that fails are started with the next call. Not to be called concurrently.
    /// </summary>
    public async Task StartAdded()
    {
        var clusters = settings.Clusters.Now;
        foreach (var gone in _started.Except(clusters).ToList()) Forget(gone);
        foreach (var cluster in clusters.Where(cluster => !_started.Contains(cluster)))
        {
            try
            {
                await StartTiers(cluster, tier => tier == Tier.Critical ? settings.Tiers.Critical : TimeSpan.FromSeconds((int)tier));

                // Its first poll need not wait for a reminder. Not awaited: it may take a minute.
                grains.Scheduler(cluster, Tier.Critical).Tick().Ignore();
                _started.Add(cluster);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogFailed(log, cluster, problem.Message);
            }
        }
    }

    private void Forget(ClusterName gone)
    {
        _started.Remove(gone);
        foreach (var tier in Enum.GetValues<Tier>()) services.GetRequiredKeyedService<ITierTick>(tier).Forget(gone);
    }

    private async Task StartTiers(ClusterName cluster, Func<Tier, TimeSpan> due)
    {
        foreach (var tier in Enum.GetValues<Tier>())
            await grains.Scheduler(cluster, tier).Start(due(tier), settings.Tiers.Period(tier));
    }

    [LoggerMessage(LogLevel.Warning, "The polls of {Cluster} could not be started; the monitor tries again within seconds: {Reason}")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, string reason);
}
