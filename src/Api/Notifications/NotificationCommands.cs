using System.Net;
using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Api.Notifications;

/// <summary>Commands on notifications, shared by REST and the dashboard. Each checks the user's role.</summary>
internal sealed class NotificationCommands(INotificationStore store, IGrainFactory grains, MonitorSettings settings, AccessLog audit)
{
    /// <summary>Sends a notification again that was given up.</summary>
    public async Task<CallOutcome<NotificationDto>> Retry(
        string id, ClaimsPrincipal? user, IPAddress? address, CancellationToken cancellation)
    {
        if (user.Refusal(Permission.SendNotifications) is { } forbidden) return Refused("forbidden", forbidden, 403);
        if (await store.FindAsync(id, cancellation) is not { } found) return NoSuch(id);
        var decision = await grains.Destination(found.Destination).Retry(id);
        if (decision == RetryDecision.Queued)
            await audit.Sent(user, address, "retry_notification", $"{id} is sent to {found.Destination} again");
        return decision switch
        {
            RetryDecision.Queued => CallOutcome<NotificationDto>.Of(NotificationDto.Of(await store.FindAsync(id, cancellation) ?? found)),
            RetryDecision.NotDead => Refused("not-dead", $"Notification {id} was not given up."),
            RetryDecision.OutOfDate =>
                Refused("out-of-date", $"{found.Destination} received a later message of the same incident, so {id} is out of date."),
            RetryDecision.NotConfigured => Refused("not-configured", $"The destination {found.Destination} is no longer configured."),
            _ => NoSuch(id),
        };
    }

    /// <summary>Sends a test message to a destination.</summary>
    public async Task<CallOutcome<TestDto>> Test(string name, ClaimsPrincipal? user, IPAddress? address)
    {
        if (user.Refusal(Permission.SendNotifications) is { } forbidden)
            return CallOutcome<TestDto>.Refused(StatusCodes.Status403Forbidden, "forbidden", forbidden);
        if (settings.Notifications.Find(name) is null)
            return CallOutcome<TestDto>.Refused(StatusCodes.Status404NotFound, "not-found", "There is no such destination.");
        var outcome = await grains.Destination(name).SendTest();
        var result = ApiJson.Word(outcome.Result);
        await audit.Sent(user, address, "test_destination", $"test message to {name}: {result}");
        return CallOutcome<TestDto>.Of(new(name, result, outcome.Detail));
    }

    private static CallOutcome<NotificationDto> NoSuch(string id) => Refused("not-found", $"There is no notification {id}.", 404);

    private static CallOutcome<NotificationDto> Refused(string type, string detail, int status = StatusCodes.Status409Conflict) =>
        CallOutcome<NotificationDto>.Refused(status, type, detail);
}
