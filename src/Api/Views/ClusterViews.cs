using System.Collections.Frozen;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Api.Views;

/// <summary>This process' copies of all clusters' snapshots, read by REST and hubs.</summary>
internal sealed partial class ClusterViews(
    IGrainFactory grains, IPollWatch watch, MonitorSettings settings, TimeProvider time, ILogger<ClusterViews> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private Views _views = new([], FrozenDictionary<string, ClusterView>.Empty);

    /// <summary>A copy has changed, or a cluster came or went. Raised synchronously: handlers must return at once.</summary>
    public event Action? Moved;

    /// <summary>Completes when a cluster has come or gone.</summary>
    public Task Changed => _changed.Next;

    /// <summary>All views, in the order of the watched clusters.</summary>
    public IEnumerable<ClusterView> All
    {
        get
        {
            var views = Current();
            return views.Names.Select(name => views.ByName[name.ToString()]);
        }
    }

    public ClusterView? Find(string cluster) => Current().ByName.GetValueOrDefault(cluster);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        settings.Clusters.Changed += OnChanged;
        try
        {
            await Task.WhenAll(FollowAll(stoppingToken), RefreshAges(stoppingToken));
        }
        finally
        {
            settings.Clusters.Changed -= OnChanged;
        }
    }

    private void OnChanged()
    {
        _changed.Set();
        Moved?.Invoke();
    }

    // The views of the clusters that are watched now. A cluster that is watched again gets a new one.
    private Views Current()
    {
        lock (_lock)
        {
            var names = settings.Clusters.Now;
            if (names == _views.Names) return _views;
            var next = names.ToFrozenDictionary(
                name => name.ToString(), name => _views.ByName.GetValueOrDefault(name.ToString()) ?? New(name), StringComparer.Ordinal);
            foreach (var (name, view) in _views.ByName)
            {
                if (!next.ContainsKey(name)) view.End();
            }

            return _views = new(names, next);
        }
    }

    private ClusterView New(ClusterName name) =>
        new(name, PollAge.Limit(settings.Tiers, Tier.Critical), () => watch.WhyNotPolled(name), time);

    private async Task FollowAll(CancellationToken stopping)
    {
        var followed = new Dictionary<ClusterView, Task>();
        try
        {
            while (true)
            {
                var changed = Changed;
                foreach (var view in All.Where(view => !followed.ContainsKey(view)).ToList()) followed[view] = Follow(view, stopping);
                foreach (var ended in followed.Keys.Where(view => view.Ended.IsCancellationRequested).ToList()) followed.Remove(ended);
                await changed.WaitAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(followed.Values);
        }
    }

    // A view without updates becomes stale by itself.
    private async Task RefreshAges(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RefreshPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (All.Count(view => view.Refresh()) > 0) Moved?.Invoke();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task Follow(ClusterView view, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, view.Ended);
        while (!end.IsCancellationRequested)
        {
            try
            {
                await foreach (var delta in grains.Cluster(view.Name).Follow(end.Token).WithCancellation(end.Token))
                {
                    view.Apply(delta);
                    Moved?.Invoke();
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException && !end.IsCancellationRequested)
            {
                LogLost(log, view.Name, problem.Message);
                await Task.Delay(Pause, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                return;
            }
        }
    }

    private sealed record Views(ImmutableArray<ClusterName> Names, FrozenDictionary<string, ClusterView> ByName);

    [LoggerMessage(LogLevel.Warning, "Lost the snapshot of {Cluster}; resubscribing. {Reason}")]
    private static partial void LogLost(ILogger log, ClusterName cluster, string reason);
}
