using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Live;

// Reentrant so that concurrent publishers share a commit of the store's writer.
[Reentrant]
internal sealed class EventFeedGrain(IEventStore store) : Grain, IEventFeedGrain
{
    private const int BatchSize = 500;
    private TaskCompletionSource _arrived = NewSignal();

    public async Task Publish(ImmutableArray<MonitorEvent> events)
    {
        if (events.IsEmpty) return;
        await store.AppendAsync(events, CancellationToken.None);
        var arrived = _arrived;
        _arrived = NewSignal();
        arrived.SetResult();
    }

    public async IAsyncEnumerable<ImmutableArray<MonitorEvent>> Follow(
        long afterSequence, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var cursor = afterSequence;
        while (true)
        {
            // Taken before reading: what is stored during the read completes it.
            var arrived = _arrived.Task;
            var batch = await store.ReadAfterAsync(cursor, BatchSize, cancellation);
            if (batch.Count > 0)
            {
                cursor = batch[^1].Sequence;
                yield return [.. batch];
            }
            else
            {
                await arrived.WaitAsync(cancellation);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
