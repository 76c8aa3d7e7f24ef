using System.Collections.Frozen;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Api.Views;

/// <summary>This process' copies of all clusters' snapshots, read by REST and hubs.</summary>
internal sealed partial class ClusterViews(
    IGrainFactory grains, IPollWatch watch, MonitorSettings settings, TimeProvider time, ILogger<ClusterViews> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, ClusterView> _views =
        settings.Clusters.ToFrozenDictionary(
            name => name.ToString(),
            name => new ClusterView(name, PollAge.Limit(settings.Tiers, Tier.Critical), () => watch.WhyNotPolled(name), time),
            StringComparer.Ordinal);

    /// <summary>A copy has changed. Raised synchronously: handlers must return at once.</summary>
    public event Action? Moved;

    /// <summary>All views, in configured order.</summary>
    public IEnumerable<ClusterView> All => settings.Clusters.Select(name => _views[name.ToString()]);

    public ClusterView? Find(string cluster) => _views.GetValueOrDefault(cluster);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([.. _views.Values.Select(view => Follow(view, stoppingToken)), RefreshAges(stoppingToken)]);

    // A view without updates becomes stale by itself.
    private async Task RefreshAges(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RefreshPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (_views.Values.Count(view => view.Refresh()) > 0) Moved?.Invoke();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task Follow(ClusterView view, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var delta in grains.Cluster(view.Name).Follow(stopping).WithCancellation(stopping))
                {
                    view.Apply(delta);
                    Moved?.Invoke();
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
            {
                LogLost(log, view.Name, problem.Message);
                await Task.Delay(Pause, time, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Lost the snapshot of {Cluster}; resubscribing. {Reason}")]
    private static partial void LogLost(ILogger log, ClusterName cluster, string reason);
}
