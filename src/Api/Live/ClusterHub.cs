using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Guests;
using OrleansMonitor.Api.Nodes;

namespace OrleansMonitor.Api.Live;

/// <summary><c>/hubs/cluster</c>.</summary>
internal sealed class ClusterHub(ClusterViews views, TimeProvider time) : Hub
{
    // Changes within this time reach a watcher as one batch.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(250);

    /// <summary>One snapshot, then batches of what moves: of one cluster, or of all, each with a snapshot of its own, where null.</summary>
    public async IAsyncEnumerable<ClusterBatch> Watch(string? cluster, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var watched = cluster is null ? views.All.ToList() : views.Find(cluster) is { } one ? [one] : throw new HubException($"There is no cluster {cluster}.");
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
            await pumps.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task Pump(ClusterView view, ChannelWriter<ClusterBatch> writer, CancellationToken cancellation)
    {
        var subscriber = view.Subscribe();
        try
        {
            for (var full = true; ; full = false)
            {
                await writer.WriteAsync(Batch(view, subscriber.Take(), full), cancellation);
                await subscriber.Moved.WaitAsync(cancellation);
                await Task.Delay(Together, time, cancellation);
            }
        }
        finally
        {
            view.Unsubscribe(subscriber);
        }
    }

    private static ClusterBatch Batch(ClusterView view, IReadOnlyCollection<int> touched, bool full)
    {
        var upserts = new List<GuestDto>(touched.Count);
        var deletes = new List<int>();
        foreach (var vmid in touched.Order())
        {
            if (view.Guest(vmid) is { } entry) upserts.Add(GuestDto.Of(view, entry));
            else deletes.Add(vmid);
        }

        return new(view.Version, full, ClusterDto.Of(view), new(upserts, [.. view.Nodes.Select(node => NodeDto.Of(view, node))]), deletes);
    }
}
