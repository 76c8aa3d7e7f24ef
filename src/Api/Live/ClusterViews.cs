using System.Collections.Frozen;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Api.Live;

/// <summary>This process' copies of all clusters' snapshots, from which REST and hubs read.</summary>
internal sealed partial class ClusterViews(IGrainFactory grains, MonitorSettings settings, TimeProvider time, ILogger<ClusterViews> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, ClusterView> _views =
        settings.Clusters.ToFrozenDictionary(name => name.ToString(), name => new ClusterView(name), StringComparer.Ordinal);

    /// <summary>A copy has moved. Raised where it was moved: return at once.</summary>
    public event Action? Moved;

    /// <summary>All, in the order configured.</summary>
    public IEnumerable<ClusterView> All => settings.Clusters.Select(name => _views[name.ToString()]);

    public ClusterView? Find(string cluster) => _views.GetValueOrDefault(cluster);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_views.Values.Select(view => Follow(view, stoppingToken)));

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

    [LoggerMessage(LogLevel.Warning, "Lost the snapshot of {Cluster}; following it again. {Reason}")]
    private static partial void LogLost(ILogger log, ClusterName cluster, string reason);
}
