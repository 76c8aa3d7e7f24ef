using System.Collections.Immutable;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Grains.Live;

/// <summary>The one feed of all events: stores them, then wakes those who follow. Key: 0.</summary>
[Alias("event-feed-grain")]
public interface IEventFeedGrain : IGrainWithIntegerKey
{
    /// <summary>Stores events. When it returns they are in the feed for good; an id that is known already is not stored twice.</summary>
    [Alias("publish")]
    Task Publish(ImmutableArray<MonitorEvent> events);

    /// <summary>Everything after a sequence, in order, then what comes, in batches; never ends by itself.</summary>
    /// <param name="afterSequence">0 for all that is kept.</param>
    /// <param name="cancellation">Ends it.</param>
    [Alias("follow")]
    IAsyncEnumerable<ImmutableArray<MonitorEvent>> Follow(long afterSequence, CancellationToken cancellation = default);
}
