using System.Globalization;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Api.Notifications;

/// <summary>Routes of notifications and their destinations.</summary>
internal static class NotificationRoutes
{
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notifications", List)
            .WithSummary(
                "Notifications, newest first; filter by destination, incident and state (pending, delivered, collapsed, skipped, dead)")
            .Produces<PageOf<NotificationDto>>();
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
            return Problem.Bad("state is none of pending, delivered, collapsed, skipped and dead.");
        if (Paging.Refuse(limit, cursor, 50, out var paging) is { } refusal) return refusal;
        var page = await store.ListAsync(new(wanted, destination, incident, paging.Take, paging.From), cancellation);
        return Results.Ok(new PageOf<NotificationDto>(
            [.. page.Items.Select(NotificationDto.Of)], page.NextCursor?.ToString(CultureInfo.InvariantCulture), paging.Take));
    }

    private static async Task<IResult> Retry(
        string id, INotificationStore store, IGrainFactory grains, AccessLog audit, HttpContext context, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } found) return NoSuch(id);
        var decision = await grains.Destination(found.Destination).Retry(id);
        if (decision == RetryDecision.Queued)
            await audit.Sent(context, "retry_notification", $"{id} is sent to {found.Destination} again");
        return decision switch
        {
            RetryDecision.Queued => Results.Accepted(value: NotificationDto.Of(await store.FindAsync(id, cancellation) ?? found)),
            RetryDecision.NotDead => Conflict("not-dead", $"Notification {id} was not given up."),
            RetryDecision.OutOfDate =>
                Conflict("out-of-date", $"{found.Destination} received a later message of the same incident, so {id} is out of date."),
            RetryDecision.NotConfigured =>
                Conflict("not-configured", $"The destination {found.Destination} is no longer configured."),
            _ => NoSuch(id),
        };
    }

    private static async Task<IResult> Test(
        string name, IGrainFactory grains, MonitorSettings settings, AccessLog audit, HttpContext context)
    {
        if (settings.Notifications.Find(name) is null) return Problem.NotFound("There is no such destination.");
        var outcome = await grains.Destination(name).SendTest();
        var result = ApiJson.Word(outcome.Result);
        await audit.Sent(context, "test_destination", $"test message to {name}: {result}");
        return Results.Ok(new TestDto(name, result, outcome.Detail));
    }

    private static bool TryState(string? text, out NotificationState? state)
    {
        state = text is null
            ? null
            : Enum.GetValues<NotificationState>().Cast<NotificationState?>().FirstOrDefault(one => ApiJson.Word(one!.Value) == text);
        return text is null || state is not null;
    }

    private static IResult Conflict(string type, string detail) => Problem.Of(StatusCodes.Status409Conflict, type, detail);

    private static IResult NoSuch(string id) => Problem.NotFound($"There is no notification {id}.");
}
