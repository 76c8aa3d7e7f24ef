using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

// Reentrant, so that a test message and a retry do not wait for a slow destination. One drain runs at a time.
[Reentrant]
internal sealed class DestinationGrain(
    INotificationStore store, MessageDelivery delivery, MutedMessages muted, Escalations escalations, StateRefresh refresh,
    WeeklyTests tests, MonitorSettings settings, NotificationMetrics metrics, TimeProvider time, ILogger<DestinationGrain> log)
    : Grain, IDestinationGrain, IRemindable
{
    private const string Reminder = "wake";

    // A timer wakes it in time; the reminder is for the loss of the silo.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private IGrainTimer? _timer;
    private IGrainTimer? _unmute;
    private DestinationOutbox _outbox = null!;

    private string Name => this.GetPrimaryKeyString();

    private TimeSpan? RefreshPeriod => settings.Notifications.Find(Name) is { } destination ? delivery.LimitsOf(destination).Refresh : null;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var once = new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true };
        _timer = this.RegisterGrainTimer(_ => Drain(), once);
        _unmute = this.RegisterGrainTimer(_ => Drain(), once);
        _outbox = new(
            Name, store, delivery, muted, escalations, settings, metrics, time, log, wait => Set(_timer, wait),
            wait => Set(_unmute, wait), _stop.Token);
        if (RefreshPeriod is { } period && settings.Notifications.Find(Name) is { } destination)
            this.RegisterGrainTimer(
                _ => refresh.Run(destination, _stop.Token), new GrainTimerCreationOptions(TimeSpan.Zero, period) { Interleave = true });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        metrics.Forget(Name);
    }

    public async Task Start()
    {
        await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);
        Drain().Ignore();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (settings.Notifications.Find(Name) is null && await this.GetReminder(reminderName) is { } stale)
            await this.UnregisterReminder(stale);
        if (settings.Notifications.Find(Name) is { } destination)
            tests.Run(destination, message => _outbox.Send(destination, message)).Ignore();
        Drain().Ignore();
        GrainFactory.DestinationWatch().Check().Ignore();
    }

    public Task Wake()
    {
        Drain().Ignore();
        return Task.CompletedTask;
    }

    public Task Unmute()
    {
        _outbox.Unmute();
        return Wake();
    }

    public Task Drain() => _outbox.Drain();

    public async Task<RetryDecision> Retry(string id)
    {
        if (settings.Notifications.Find(Name) is null) return RetryDecision.NotConfigured;
        if (await store.FindAsync(id, _stop.Token) is not { } dead || dead.Destination != Name) return RetryDecision.Unknown;
        if (dead.State != NotificationState.Dead) return RetryDecision.NotDead;
        var history = await store.ListByIncidentAsync(Name, dead.Notice.IncidentId, _stop.Token);
        var (decision, revived) = RetryRequest.Of(dead, history, time.GetUtcNow());
        if (decision != RetryDecision.Queued) return decision;
        await store.UpdateAsync(revived, _stop.Token);
        Drain().Ignore();
        return decision;
    }

    public Task<DateTimeOffset?> RefreshedAt() => Task.FromResult(RefreshPeriod is null ? null : refresh.ToldAt);

    public async Task<DeliveryOutcome> SendTest() => settings.Notifications.Find(Name) is { } destination
        ? await _outbox.Send(destination, MessageRenderer.Test(Name, time.GetUtcNow()))
        : new(DeliveryResult.Permanent, $"There is no destination {Name}.");

    private static void Set(IGrainTimer? timer, TimeSpan wait) =>
        timer?.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
}
