using System.Globalization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Notifications;

/// <summary>Routes of notifications and their destinations.</summary>
internal static class NotificationRoutes
{
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notifications", List)
            .WithSummary(
                "Notifications, newest first; filter by destination, incident and state (pending, delivered, collapsed, skipped, "
                + "dead, silenced, unrouted)")
            .Produces<PageOf<NotificationDto>>();
        routes.MapGet("/incidents/{id}/notifications", OfIncident)
            .WithSummary("Who was notified of the incident and who was not, with reasons, and the messages of each destination")
            .Produces<IncidentNotificationsDto>();
        routes.MapPost("/notifications/{id}/retry", Retry)
            .WithSummary("Send a notification again that was given up").Produces<NotificationDto>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/notifications/destinations/{name}/test", Test)
            .WithSummary("Send a test message and return what the destination answered").Produces<TestDto>();
    }

    private static async Task<IResult> List(
        string? state, string? destination, string? incident, int? limit, string? cursor, INotificationStore store,
        CancellationToken cancellation)
    {
        if (!TryState(state, out var wanted))
            return Problem.Bad("state is none of pending, delivered, collapsed, skipped, dead, silenced and unrouted.");
        if (Paging.Refuse(limit, cursor, 50, out var paging) is { } refusal) return refusal;
        var page = await store.ListAsync(new(wanted, destination, incident, paging.Take, paging.From), cancellation);
        return Results.Ok(new PageOf<NotificationDto>(
            [.. page.Items.Select(NotificationDto.Of)], page.NextCursor?.ToString(CultureInfo.InvariantCulture), paging.Take));
    }

    private static async Task<IResult> OfIncident(
        string id, IIncidentStore incidents, NotificationHistory history, CancellationToken cancellation) =>
        await incidents.FindAsync(id, cancellation) is { } incident
            ? Results.Ok(IncidentNotificationsDto.Of(id, await history.Of(incident, cancellation)))
            : Problem.NotFound($"There is no incident {id}.");

    private static async Task<IResult> Retry(
        string id, NotificationCommands commands, HttpContext context, CancellationToken cancellation)
    {
        var outcome = await commands.Retry(id, context.User, context.Connection.RemoteIpAddress, cancellation);
        return outcome.Done ? Results.Accepted(value: outcome.Value) : outcome.ToResult();
    }

    private static async Task<IResult> Test(string name, NotificationCommands commands, HttpContext context) =>
        (await commands.Test(name, context.User, context.Connection.RemoteIpAddress)).ToResult();

    private static bool TryState(string? text, out NotificationState? state)
    {
        state = text is null
            ? null
            : Enum.GetValues<NotificationState>().Cast<NotificationState?>().FirstOrDefault(one => ApiJson.Word(one!.Value) == text);
        return text is null || state is not null;
    }
}
