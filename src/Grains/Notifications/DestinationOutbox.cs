using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Sends the stored messages of one destination: what is due, in order, no faster than its channel takes them.</summary>
/// <param name="name">The destination's name.</param>
/// <param name="store">The stored messages.</param>
/// <param name="delivery">The channels.</param>
/// <param name="muted">Silences and quiet hours.</param>
/// <param name="escalations">Withdraws messages that an acknowledgement made unnecessary.</param>
/// <param name="settings">The configured destinations.</param>
/// <param name="metrics">The metrics of notifications.</param>
/// <param name="time">The monitor's time.</param>
/// <param name="log">The log.</param>
/// <param name="wakeIn">Asks for a drain after a wait.</param>
/// <param name="unmuteIn">Asks for a drain when a silence or quiet hours end.</param>
/// <param name="stop">Ends all work.</param>
internal sealed partial class DestinationOutbox(
    string name, INotificationStore store, MessageDelivery delivery, MutedMessages muted, Escalations escalations,
    MonitorSettings settings, NotificationMetrics metrics, TimeProvider time, ILogger log, Action<TimeSpan> wakeIn,
    Action<TimeSpan> unmuteIn, CancellationToken stop)
{
    private const int MaxFailed = 20;
    private const int MaxPending = 1000;

    // Thousands may be muted, so they are looked at this often only.
    private static readonly TimeSpan UnmutePeriod = TimeSpan.FromMinutes(1);

    // A destination that fails is asked for one message at a time, whatever waits.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private Task _running = Task.CompletedTask;
    private DateTimeOffset _unmuteAt;
    private DateTimeOffset _restUntil;
    private TokenBucket _bucket;
    private Notification? _unrecorded;
    private bool _accepting;
    private bool _again;

    /// <summary>Sends what is due. One drain runs at a time; a request during one makes it look again.</summary>
    public Task Drain()
    {
        _again = true;
        return _running.IsCompleted ? _running = Run() : _running;
    }

    /// <summary>Has the next drain look at the muted messages.</summary>
    public void Unmute() => _unmuteAt = default;

    /// <summary>Sends a message now, and counts it towards the rate of the channel.</summary>
    public Task<DeliveryOutcome> Send(Destination destination, NotificationMessage message)
    {
        _bucket = _bucket.Take(delivery.LimitsOf(destination).Rate, time.GetUtcNow());
        return delivery.Send(destination, message, stop);
    }

    private async Task Run()
    {
        try
        {
            while (_again)
            {
                _again = false;
                if (settings.Notifications.Find(name) is { } destination) await SendAll(destination);
                else await GiveUpAll();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next activation sends the same message under the same id.
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(log, name, problem);
            wakeIn(Rest);
        }
    }

    private async Task SendAll(Destination destination)
    {
        // While the database takes no writes, a message must not be sent again at every try.
        if (_unrecorded is { } attempted) await Record(attempted);
        var now = time.GetUtcNow();
        if (now >= _unmuteAt)
        {
            _unmuteAt = now + UnmutePeriod;
            UnmuteAt(await muted.Release(name, stop));
        }

        await SendDue(destination);
    }

    private async Task SendDue(Destination destination)
    {
        List<Notification> pending = [];
        HashSet<string> failed = [];
        while (true)
        {
            if (pending.Count == 0 || _again)
            {
                pending = await List();
                pending.RemoveAll(one => failed.Contains(one.Notice.IncidentId));
            }

            var now = time.GetUtcNow();
            var queue = DeliveryQueue.Of(pending, now, _accepting);
            if (now < _restUntil || queue.Due is null)
            {
                if (failed.Count > 0) wakeIn(Rest);
                else if ((now < _restUntil ? _restUntil : queue.WakeAt) is { } at && pending.Count > 0) wakeIn(at - now);
                return;
            }

            if (_bucket.Wait(delivery.LimitsOf(destination).Rate, now) is var pause && pause > TimeSpan.Zero)
            {
                wakeIn(pause);
                return;
            }

            var due = queue.Due;
            try
            {
                await Deliver(destination, due);
            }
            catch (Exception problem) when (IsOfOneMessage(problem) && failed.Count < MaxFailed)
            {
                LogFailed(log, name, problem);
                failed.Add(due.Notice.IncidentId);
            }

            // A flood is listed once until the channel has to rest, not once per message.
            pending.RemoveAll(one => one.Notice.IncidentId == due.Notice.IncidentId);
        }
    }

    // Whatever is wrong with the messages of one incident holds up no others, unless nothing can be read or recorded.
    private bool IsOfOneMessage(Exception problem) => _unrecorded is null
        && problem is not (OutOfMemoryException or OperationCanceledException or TimeoutException or StoreUnavailableException);

    private async Task<List<Notification>> List()
    {
        _again = false;
        var pending = await store.ListPendingAsync(name, time.GetUtcNow(), MaxPending, stop);
        metrics.Waiting(name, pending, time.GetUtcNow());
        return [.. pending];
    }

    private async Task Deliver(Destination destination, Notification due)
    {
        var limits = delivery.LimitsOf(destination);
        var history = await store.ListByIncidentAsync(name, due.Notice.IncidentId, stop);
        var plan = DeliveryPlan.Of(history, time.GetUtcNow(), limits.ShowsState);
        if (plan.Current is not { } current) return;
        if (await muted.Hold(plan, stop) is { IsMuted: true } mute)
        {
            UnmuteAt(mute.Until);
            return;
        }

        if (await escalations.Withdraw(plan, stop) is { Count: > 0 } withdrawn)
        {
            await store.UpdateAsync(withdrawn, stop);
            if (plan.Form is not null) return;
        }

        // Stored before sending, so that one that was replaced is never sent after the one that replaced it.
        var settled = plan.Collapsed.Select(one => one with { State = NotificationState.Collapsed, LastError = plan.Reason }).ToList();
        if (plan.Form is null) settled.Add(current with { State = NotificationState.Skipped, LastError = plan.Reason });
        if (settled.Count > 0) await store.UpdateAsync(settled, stop);
        if (plan.Form is not { } form) return;

        var message = MessageRenderer.Render(current, form, limits, settings.Notifications.PublicAddress);
        var outcome = await Send(destination, message with { Earlier = plan.Earlier });
        var after = outcome.Apply(current, time.GetUtcNow());
        await Record(after);
        metrics.Attempted(destination.Kind, after, outcome.Result);
        if (outcome.Result == DeliveryResult.Delivered)
        {
            _accepting = true;
            if (outcome.Refused is { } refused) LogRefused(log, current.Id, name, refused);
            return;
        }

        if (after.State == NotificationState.Dead) LogGivenUp(log, current.Id, name, outcome.Detail);
        else LogRetried(log, name, outcome.Detail, after.NextAttemptAt);
        if (outcome.Result == DeliveryResult.Permanent) return;
        _accepting = outcome.Result == DeliveryResult.Partial;
        if (!_accepting) _restUntil = time.GetUtcNow() + Rest;
    }

    // Not cancelled by a stop: what was sent and is not recorded is sent again.
    private async Task Record(Notification attempted)
    {
        _unrecorded = attempted;
        if (Repetition.Next(attempted) is { } next) await store.UpdateAsync([attempted], [next], CancellationToken.None);
        else await store.UpdateAsync([attempted], CancellationToken.None);
        _unrecorded = null;
    }

    private async Task GiveUpAll()
    {
        while (await store.ListPendingAsync(name, time.GetUtcNow(), MaxPending, stop) is { Count: > 0 } pending)
        {
            await store.UpdateAsync(
                [.. pending.Select(one => one with
                {
                    State = NotificationState.Dead,
                    LastError = "The destination is no longer configured.",
                })],
                stop);
        }

        metrics.Forget(name);
    }

    private void UnmuteAt(DateTimeOffset? end)
    {
        if (end < _unmuteAt) _unmuteAt = end.Value;
        if (end is null) return;
        var wait = _unmuteAt - time.GetUtcNow();
        unmuteIn(wait);
    }

    [LoggerMessage(LogLevel.Warning, "Destination {Destination} did not accept a message; it is sent again at {Next:u}: {Detail}")]
    private static partial void LogRetried(ILogger log, string destination, string detail, DateTimeOffset next);

    [LoggerMessage(LogLevel.Warning, "Notification {Id} to {Destination} was delivered, but not to all: {Detail}")]
    private static partial void LogRefused(ILogger log, string id, string destination, string detail);

    [LoggerMessage(LogLevel.Error, "Notification {Id} to {Destination} was given up: {Detail}")]
    private static partial void LogGivenUp(ILogger log, string id, string destination, string detail);

    [LoggerMessage(LogLevel.Error, "The notifications of {Destination} could not be sent; the monitor tries again")]
    private static partial void LogFailed(ILogger log, string destination, Exception problem);
}
