using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Health;

namespace OrleansMonitor.Api.Live;

/// <summary><c>/hubs/events</c>.</summary>
internal sealed class EventsHub(EventStream stream, LiveStreams streams, ApiMetrics metrics) : Hub
{
    /// <summary>Stored events after a sequence, then live ones, without gaps or duplicates; only live ones for null.</summary>
    public IAsyncEnumerable<EventDto> Subscribe(long? afterSequence, CancellationToken cancellation) =>
        streams.Run(Context, "events", Read(afterSequence, cancellation), cancellation);

    private async IAsyncEnumerable<EventDto> Read(long? afterSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var counted = metrics.CountSubscriber("events");
        await foreach (var e in stream.Read(afterSequence, cancellation)) yield return EventDto.Of(e);
    }
}
