using System.Collections.Immutable;
using System.Security.Claims;
using OrleansMonitor.Api.Notifications;
using OrleansMonitor.Api.Silences;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Executes the dashboard's commands and queries on notifications on the same grains and stores as REST.</summary>
internal sealed class NotificationService(
    INotificationStore store, NotificationHistory history, NotificationCommands commands, SilenceCommands silences,
    MonitorSettings settings, TimeProvider time) : INotificationService
{
    private const int MostWaiting = 1000;
    private const int MostDead = 500;
    private const int DeadShown = 100;

    public async Task<ImmutableArray<DestinationStatus>> DestinationsAsync(CancellationToken cancellation) =>
        [.. await Task.WhenAll(settings.Notifications.Destinations.Select(one => StatusAsync(one, cancellation)))];

    public async Task<ImmutableArray<Notification>> DeadAsync(CancellationToken cancellation) =>
        (await store.ListAsync(new(NotificationState.Dead, Limit: DeadShown), cancellation)).Items;

    public Task<ImmutableArray<NotificationRecord>> RecordAsync(Incident incident, CancellationToken cancellation) =>
        history.Of(incident, cancellation);

    public Task<IReadOnlyList<Silence>> SilencesAsync() => silences.List();

    public async Task<TestAnswer> SendTestAsync(string destination, ClaimsPrincipal user)
    {
        var outcome = await commands.Test(destination, user, null);
        return outcome.Done
            ? new(outcome.Value.Result == "delivered", outcome.Value.Detail)
            : new(false, outcome.Refusal.Detail);
    }

    public async Task<string?> RetryAsync(string id, ClaimsPrincipal user, CancellationToken cancellation) =>
        (await commands.Retry(id, user, null, cancellation)).Refusal?.Detail;

    public async Task<string?> SilenceAsync(SilenceDraft draft, ClaimsPrincipal user, CancellationToken cancellation) =>
        (await silences.Create(draft, user, null, cancellation)).Refusal?.Detail;

    public async Task<string?> EndSilenceAsync(string id, ClaimsPrincipal user) => (await silences.End(id, user, null)).Refusal?.Detail;

    private async Task<DestinationStatus> StatusAsync(Destination destination, CancellationToken cancellation)
    {
        var name = destination.Name;
        var delivered = await store.ListAsync(new(NotificationState.Delivered, name, Limit: 1), cancellation);

        // Escalations and repetitions that are not due yet do not wait for the destination.
        var now = time.GetUtcNow();
        var waiting = (await store.ListPendingAsync(name, now, MostWaiting, cancellation)).Where(one => one.DueSince <= now).ToList();
        var dead = await store.ListAsync(new(NotificationState.Dead, name, Limit: MostDead), cancellation);
        var silenced = await store.ListSilencedAsync(name, 0, MostWaiting, cancellation);
        return new(
            name, destination.Kind, delivered.Items.FirstOrDefault()?.LastAttemptAt, waiting.Count,
            waiting.Count == 0 ? null : waiting.Min(one => one.Notice.At), dead.Items.Length, silenced.Count);
    }
}
