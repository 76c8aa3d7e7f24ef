using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Api.Live;

/// <summary><c>/hubs/cluster</c>.</summary>
internal sealed class ClusterHub(ClusterViews views, ApiMetrics metrics, TimeProvider time) : Hub
{
    // Changes within this time reach a watcher as one batch.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(250);

    /// <summary>One snapshot, then batches of what moves: of one cluster, or of all, each with a snapshot of its own, where null.</summary>
    public async IAsyncEnumerable<ClusterBatch> Watch(string? cluster, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var watched = cluster is null ? views.All.ToList()
            : views.Find(cluster) is { } one ? [one] : throw new HubException($"There is no cluster {cluster}.");
        using var counted = metrics.Subscribed("cluster");
        var channel = Channel.CreateBounded<ClusterBatch>(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pumps = Task.WhenAll(watched.Select(view => Pump(view, channel.Writer, ended.Token)));
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellation)) yield return batch;
        }
        finally
        {
            await ended.CancelAsync();
            await pumps;
        }
    }

    // Ends the watch where it fails, so that the watcher knows.
    private async Task Pump(ClusterView view, ChannelWriter<ClusterBatch> writer, CancellationToken cancellation)
    {
        var subscriber = view.Subscribe();
        try
        {
            ImmutableArray<StorageSample>? told = null;
            while (true)
            {
                var storages = view.Storages;
                await writer.WriteAsync(
                    ClusterBatch.Of(view, subscriber.Drain(), full: told is null, withStorages: told != storages), cancellation);
                told = storages;
                await subscriber.Moved.WaitAsync(cancellation);
                await Task.Delay(Together, time, cancellation);
            }
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            writer.TryComplete(cancellation.IsCancellationRequested ? null : problem);
        }
        finally
        {
            view.Unsubscribe(subscriber);
        }
    }
}
