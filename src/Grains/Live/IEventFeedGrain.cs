using System.Collections.Immutable;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Grains.Live;

/// <summary>The one feed of all events: stores them, then wakes those who follow. Key: 0.</summary>
[Alias("event-feed-grain")]
public interface IEventFeedGrain : IGrainWithIntegerKey
{
    /// <summary>Stores events. They are durable when this returns; a known id is not stored again.</summary>
    [Alias("publish")]
    Task Publish(ImmutableArray<MonitorEvent> events);

    /// <summary>All events after a sequence number, in order, then new ones, in batches. Never ends by itself.</summary>
    /// <param name="afterSequence">0 for all stored events.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    [Alias("follow")]
    IAsyncEnumerable<ImmutableArray<MonitorEvent>> Follow(long afterSequence, CancellationToken cancellation = default);
}
