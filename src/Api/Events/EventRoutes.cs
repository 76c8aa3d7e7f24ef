using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Events;

/// <summary>Events in the order of their sequence.</summary>
internal static class EventRoutes
{
    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", List).WithSummary("Events after a sequence, in order; at most 500 a page").Produces<EventPage>();

    private static async Task<IResult> List(long? after, int? limit, IEventStore store, CancellationToken cancellation)
    {
        if (after < 0) return Problem.Bad("after is below 0.");
        if (Paging.Refuse(limit, cursor: null, 100, out var paging) is { } refusal) return refusal;
        var events = await store.ReadAfterAsync(after ?? 0, paging.Take, cancellation);
        var last = events.Count > 0 ? events[^1].Sequence : await store.LastSequenceAsync(cancellation);
        return Results.Ok(new EventPage([.. events.Select(EventDto.Of)], last, paging.Take));
    }
}

/// <summary>Events in the order of their sequence.</summary>
/// <param name="Items">The events.</param>
/// <param name="LastSequence">The value of <c>after</c> for the next page.</param>
/// <param name="Limit">The maximum number of events per page.</param>
internal sealed record EventPage(IReadOnlyList<EventDto> Items, long LastSequence, int Limit);
