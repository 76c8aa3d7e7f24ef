using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Health;

namespace OrleansMonitor.Api.Live;

/// <summary><c>/hubs/events</c>.</summary>
internal sealed class EventsHub(EventStream stream, ApiMetrics metrics) : Hub
{
    /// <summary>Stored events after a sequence, then live ones, without gaps or duplicates; only live ones for null.</summary>
    public async IAsyncEnumerable<EventDto> Subscribe(long? afterSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var counted = metrics.CountSubscriber("events");
        await foreach (var e in stream.Read(afterSequence, cancellation)) yield return EventDto.Of(e);
    }
}
