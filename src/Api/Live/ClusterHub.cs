using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Api.Live;

/// <summary><c>/hubs/cluster</c>.</summary>
internal sealed class ClusterHub(ClusterViews views, LiveStreams streams, ApiMetrics metrics, TimeProvider time) : Hub
{
    // Changes within this time are sent as one batch.
    private static readonly TimeSpan BatchWindow = TimeSpan.FromMilliseconds(250);

    /// <summary>A snapshot, then batches of changes: of one cluster or, for null, of all, each with its own snapshot.</summary>
    public IAsyncEnumerable<ClusterBatch> Watch(string? cluster, CancellationToken cancellation) =>
        streams.Run(Context, "clusters", Batches(cluster, cancellation), cancellation);

    private async IAsyncEnumerable<ClusterBatch> Batches(string? cluster, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var only = cluster is null ? null : views.Find(cluster) ?? throw new HubException($"There is no cluster {cluster}.");
        using var counted = metrics.CountSubscriber("cluster");
        var channel = Channel.CreateBounded<ClusterBatch>(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pumps = only is null ? PumpAll(channel.Writer, ended.Token) : PumpOne(only, channel.Writer, ended.Token);
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

    private async Task PumpOne(ClusterView view, ChannelWriter<ClusterBatch> writer, CancellationToken cancellation)
    {
        await Pump(view, writer, cancellation);
        writer.TryComplete();
    }

    // Also of clusters that are added later.
    private async Task PumpAll(ChannelWriter<ClusterBatch> writer, CancellationToken cancellation)
    {
        var pumped = new Dictionary<ClusterView, Task>();
        while (!cancellation.IsCancellationRequested)
        {
            var changed = views.Changed;
            foreach (var view in views.All.Where(view => !pumped.ContainsKey(view)).ToList())
                pumped[view] = Pump(view, writer, cancellation);
            foreach (var (view, _) in pumped.Where(pump => pump.Value.IsCompleted).ToList()) pumped.Remove(view);
            await changed.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(pumped.Values);
        writer.TryComplete();
    }

    // A failure ends the stream, so that the client notices. The last batch of a cluster that is no longer watched deletes its guests.
    private async Task Pump(ClusterView view, ChannelWriter<ClusterBatch> writer, CancellationToken cancellation)
    {
        var subscriber = view.Subscribe();
        try
        {
            ImmutableArray<StorageSample>? sent = null;
            while (true)
            {
                var isLast = view.Ended.IsCancellationRequested;
                var storages = view.Storages;
                await writer.WriteAsync(
                    ClusterBatch.Of(view, subscriber.Drain(), full: sent is null, withStorages: sent != storages), cancellation);
                sent = storages;
                if (isLast) break;
                await subscriber.Changed.WaitAsync(cancellation);
                await Task.Delay(BatchWindow, time, cancellation);
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
