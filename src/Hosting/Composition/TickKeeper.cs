using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Looks twice a second after the quick ticks of the clusters that belong to this silo. A reminder whose owner dies just before it is due loses its
/// tick, so that the gap is twice the period; with this it is the period and the seconds until the death is noticed.
/// </summary>
internal sealed partial class TickKeeper(IGrainFactory grains, ClusterHome home, MonitorSettings settings, TimeProvider time, ILogger<TickKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly ImmutableArray<Tier> Quick = [Tier.Critical, Tier.Important];

    // Each on its own: one that waits for a silo that dies must not keep the others.
    private readonly ConcurrentDictionary<(ClusterName Cluster, Tier Tier), Task> _asked = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) NudgeAll(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }

        await Task.WhenAll(_asked.Values);
    }

    private void NudgeAll(CancellationToken cancellation)
    {
        foreach (var cluster in settings.Clusters.Where(cluster => home.IsHere(cluster.ToString())))
        {
            foreach (var tier in Quick)
            {
                if (!_asked.TryGetValue((cluster, tier), out var asked) || asked.IsCompleted) _asked[(cluster, tier)] = Nudge(cluster, tier, cancellation);
            }
        }
    }

    private async Task Nudge(ClusterName cluster, Tier tier, CancellationToken cancellation)
    {
        try
        {
            await grains.Scheduler(cluster, tier).Nudge().WaitAsync(Patience, time, cancellation);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // A silo goes or comes, or the host stops; the next time tries again.
            LogNotNow(log, tier, cluster, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The {Tier} tick of {Cluster} could not be looked after: {Reason}")]
    private static partial void LogNotNow(ILogger log, Tier tier, ClusterName cluster, string reason);
}
