using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Health;

/// <summary>
/// Updates the metric of open incidents. It keeps its value while the store is unavailable, which the store's own metrics show.
/// </summary>
internal sealed class OpenIncidentCount(IIncidentStore store, ApiMetrics metrics, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                try
                {
                    metrics.SetOpenIncidents(await store.CountOpenAsync(stoppingToken));
                }
                catch (Exception problem) when (problem is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
                {
                    continue;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
