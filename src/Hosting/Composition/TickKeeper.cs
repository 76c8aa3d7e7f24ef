using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Looks every second after the critical ticks of the clusters that belong to this silo. A reminder whose owner dies just before it is due loses its
/// tick, so that the gap is twice the period; with this it is the period and the seconds until the death is noticed.
/// </summary>
internal sealed partial class TickKeeper(IGrainFactory grains, ClusterHome home, MonitorSettings settings, TimeProvider time, ILogger<TickKeeper> log) : BackgroundService
{
    private const int AtOnce = 64;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Nudge(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task Nudge(CancellationToken cancellation)
    {
        foreach (var window in settings.Clusters.Where(cluster => home.IsHere(cluster.ToString())).Chunk(AtOnce))
        {
            try
            {
                await Task.WhenAll(window.Select(cluster => grains.Scheduler(cluster, Tier.Critical).Nudge())).WaitAsync(Period * 5, time, cancellation);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException && !cancellation.IsCancellationRequested)
            {
                // A silo goes or comes, or the database is away; the next second tries again.
                LogNotNow(log, problem.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "The ticks of some clusters could not be looked after: {Reason}")]
    private static partial void LogNotNow(ILogger log, string reason);
}
