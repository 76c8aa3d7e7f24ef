using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

// Reentrant, so that a test message and a retry do not wait for a slow destination. One drain runs at a time.
[Reentrant]
internal sealed partial class DestinationGrain(
    INotificationStore store, MessageDelivery delivery, MutedMessages muted, Escalations escalations, MonitorSettings settings,
    NotificationMetrics metrics, TimeProvider time, ILogger<DestinationGrain> log)
    : Grain, IDestinationGrain, IRemindable
{
    private const string Reminder = "wake";
    private const int MaxPending = 1000;

    // A timer wakes it in time; the reminder is for the loss of the silo.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    // A destination that fails is asked for one message at a time, whatever waits.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private IGrainTimer? _timer;
    private IGrainTimer? _unmute;
    private DateTimeOffset _unmuteAt;
    private DateTimeOffset _restUntil;
    private TokenBucket _bucket;
    private Notification? _unrecorded;
    private bool _accepting;
    private bool _again;

    private string Name => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var once = new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true };
        _timer = this.RegisterGrainTimer(_ => Drain(), once);
        _unmute = this.RegisterGrainTimer(_ => Drain(), once);
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
        Drain().Ignore();
    }

    public Task Wake()
    {
        Drain().Ignore();
        return Task.CompletedTask;
    }

    public Task Unmute()
    {
        _unmuteAt = default;
        return Wake();
    }

    public Task Drain()
    {
        _again = true;
        return _running.IsCompleted ? _running = Run() : _running;
    }

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

    public async Task<DeliveryOutcome> SendTest() => settings.Notifications.Find(Name) is { } destination
        ? await Send(destination, MessageRenderer.Test(Name, time.GetUtcNow()))
        : new(DeliveryResult.Permanent, $"There is no destination {Name}.");

    private async Task Run()
    {
        try
        {
            while (_again)
            {
                _again = false;
                if (settings.Notifications.Find(Name) is { } destination) await SendAll(destination);
                else await GiveUpAll();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The next activation sends the same message under the same id.
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(log, Name, problem);
            WakeIn(Rest);
        }
    }

    private async Task SendAll(Destination destination)
    {
        // While the database takes no writes, a message must not be sent again at every try.
        if (_unrecorded is { } attempted) await Record(attempted);
        var now = time.GetUtcNow();
        if (now >= _unmuteAt)
        {
            // Not at every message: thousands may be muted.
            _unmuteAt = now + ReminderPeriod;
            UnmuteAt(await muted.Release(Name, _stop.Token));
        }

        await SendDue(destination);
    }

    private async Task SendDue(Destination destination)
    {
        List<Notification> pending = [];
        while (true)
        {
            if (pending.Count == 0 || _again) pending = await List();
            var now = time.GetUtcNow();
            var queue = DeliveryQueue.Of(pending, now, _accepting);
            if (now < _restUntil || queue.Due is null)
            {
                if ((now < _restUntil ? _restUntil : queue.WakeAt) is { } at && pending.Count > 0) WakeIn(at - now);
                return;
            }

            if (_bucket.Wait(delivery.LimitsOf(destination).Rate, now) is var pause && pause > TimeSpan.Zero)
            {
                WakeIn(pause);
                return;
            }

            var due = queue.Due;
            await Deliver(destination, due);

            // A flood is listed once until the channel has to rest, not once per message.
            pending.RemoveAll(one => one.Notice.IncidentId == due.Notice.IncidentId);
        }
    }

    private async Task<List<Notification>> List()
    {
        _again = false;
        var pending = await store.ListPendingAsync(Name, MaxPending, _stop.Token);
        metrics.Waiting(Name, pending);
        return [.. pending];
    }

    private async Task Deliver(Destination destination, Notification due)
    {
        var plan = DeliveryPlan.Of(await store.ListByIncidentAsync(Name, due.Notice.IncidentId, _stop.Token));
        if (plan.Current is not { } current) return;
        if (await muted.Hold(plan, _stop.Token) is { IsMuted: true } mute)
        {
            UnmuteAt(mute.Until);
            return;
        }

        if (await escalations.Withdraw(plan, _stop.Token) is { Count: > 0 } withdrawn)
        {
            await store.UpdateAsync(withdrawn, _stop.Token);
            if (plan.Form is not null) return;
        }

        // Stored before sending, so that one that was replaced is never sent after the one that replaced it.
        var settled = plan.Collapsed.Select(one => one with { State = NotificationState.Collapsed, LastError = plan.Reason }).ToList();
        if (plan.Form is null) settled.Add(current with { State = NotificationState.Skipped, LastError = plan.Reason });
        if (settled.Count > 0) await store.UpdateAsync(settled, _stop.Token);
        if (plan.Form is not { } form) return;

        var message = MessageRenderer.Render(
            current, form, delivery.LimitsOf(destination), settings.Notifications.PublicAddress);
        var outcome = await Send(destination, message with { Earlier = plan.Earlier });
        var after = outcome.Apply(current, time.GetUtcNow());
        await Record(after);
        metrics.Attempted(destination.Kind, after, outcome.Result);
        if (outcome.Result == DeliveryResult.Delivered)
        {
            _accepting = true;
            return;
        }

        if (after.State == NotificationState.Dead) LogGivenUp(log, current.Id, Name, outcome.Detail);
        else LogRetried(log, Name, outcome.Detail, after.NextAttemptAt);
        if (outcome.Result == DeliveryResult.Permanent) return;
        (_accepting, _restUntil) = (false, time.GetUtcNow() + Rest);
    }

    // Not cancelled by a stop: what was sent and is not recorded is sent again.
    private async Task Record(Notification attempted)
    {
        _unrecorded = attempted;
        await store.UpdateAsync([attempted], CancellationToken.None);
        _unrecorded = null;
    }

    private Task<DeliveryOutcome> Send(Destination destination, NotificationMessage message)
    {
        _bucket = _bucket.Take(delivery.LimitsOf(destination).Rate, time.GetUtcNow());
        return delivery.Send(destination, message, _stop.Token);
    }

    private async Task GiveUpAll()
    {
        while (await store.ListPendingAsync(Name, MaxPending, _stop.Token) is { Count: > 0 } pending)
        {
            await store.UpdateAsync(
                [.. pending.Select(one => one with
                {
                    State = NotificationState.Dead,
                    LastError = "The destination is no longer configured.",
                })],
                _stop.Token);
        }

        metrics.Forget(Name);
    }

    private void UnmuteAt(DateTimeOffset? end)
    {
        if (end < _unmuteAt) _unmuteAt = end.Value;
        if (end is null) return;
        var wait = _unmuteAt - time.GetUtcNow();
        _unmute?.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void WakeIn(TimeSpan wait) => _timer?.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    [LoggerMessage(LogLevel.Warning, "Destination {Destination} did not accept a message; it is sent again at {Next:u}: {Detail}")]
    private static partial void LogRetried(ILogger log, string destination, string detail, DateTimeOffset next);

    [LoggerMessage(LogLevel.Error, "Notification {Id} to {Destination} was given up: {Detail}")]
    private static partial void LogGivenUp(ILogger log, string id, string destination, string detail);

    [LoggerMessage(LogLevel.Error, "The notifications of {Destination} could not be sent; the monitor tries again")]
    private static partial void LogFailed(ILogger log, string destination, Exception problem);
}
