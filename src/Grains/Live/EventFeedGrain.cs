using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Live;

// Reentrant so that concurrent publishers share a commit of the store's writer.
[Reentrant]
internal sealed class EventFeedGrain(IEventStore store, SiloShutdownSignal shutdown, TimeProvider time) : Grain, IEventFeedGrain
{
    private const int BatchSize = 500;

    // If silos lose contact, two activations can exist for a few seconds, and one stores what the other's followers wait for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly ChangeSignal _arrived = new();

    public async Task Publish(ImmutableArray<MonitorEvent> events)
    {
        if (events.IsEmpty) return;
        await store.AppendAsync(events, CancellationToken.None);
        _arrived.Set();
    }

    public async IAsyncEnumerable<ImmutableArray<MonitorEvent>> Follow(
        long afterSequence, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var cursor = afterSequence;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Next, cancellation);
        while (true)
        {
            // Taken before reading: what is stored during the read completes it.
            var arrived = _arrived.Next;
            var batch = await store.ReadAfterAsync(cursor, BatchSize, end.Token);
            if (batch.Count > 0)
            {
                cursor = batch[^1].Sequence;
                yield return [.. batch];
            }
            else
            {
                await Task.WhenAny(arrived, Task.Delay(LongestWait, time, end.Token));
                end.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
