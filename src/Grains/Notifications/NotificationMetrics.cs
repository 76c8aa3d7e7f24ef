using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Counts what becomes of notifications.</summary>
internal sealed class NotificationMetrics
{
    public const string MeterName = "OrleansMonitor.Notifications";

    private readonly ConcurrentDictionary<string, DateTimeOffset> _oldest = new(StringComparer.Ordinal);
    private readonly Counter<long> _notifications;
    private readonly Counter<long> _refreshes;

    public NotificationMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        _notifications = meter.CreateCounter<long>(
            "monitor.notifications", "{attempt}", "Attempts to send a notification, by channel and result.");
        _refreshes = meter.CreateCounter<long>(
            "monitor.notifications.refreshes", "{attempt}",
            "Attempts to tell a destination what is still open, by channel and result; incomplete if a part of it did not take it.");
        meter.CreateObservableGauge(
            "monitor.notifications.oldest.age",
            () => _oldest.Select(pair => new Measurement<double>(
                (time.GetUtcNow() - pair.Value).TotalSeconds, new KeyValuePair<string, object?>("destination", pair.Key))),
            "s", "Age of the oldest notification that waits, by destination; absent while none waits.");
    }

    /// <summary>Counts an attempt.</summary>
    /// <param name="channel">The kind of the destination.</param>
    /// <param name="after">The notification after the attempt.</param>
    /// <param name="result">The result.</param>
    public void Attempted(string channel, Notification after, DeliveryResult result)
    {
        var word = after.State == NotificationState.Dead ? "dead" : result.ToString().ToLowerInvariant();
        _notifications.Add(1, new("channel", channel), new("result", word));
    }

    /// <summary>Counts an attempt to tell a destination what is still open.</summary>
    /// <param name="channel">The kind of the destination.</param>
    /// <param name="outcome">The outcome.</param>
    public void Refreshed(string channel, DeliveryOutcome outcome)
    {
        var word = outcome.IsAccepted && outcome.Refused is not null ? "incomplete" : outcome.Result.ToString().ToLowerInvariant();
        _refreshes.Add(1, new("channel", channel), new("result", word));
    }

    /// <summary>Sets what waits at a destination of this silo.</summary>
    public void Waiting(string destination, IReadOnlyList<Notification> pending, DateTimeOffset now)
    {
        var due = pending.Where(one => one.DueSince <= now).ToList();
        if (due.Count == 0) Forget(destination);
        else _oldest[destination] = due.Min(one => one.DueSince);
    }

    /// <summary>The destination has nothing that waits, or is no longer on this silo.</summary>
    public void Forget(string destination) => _oldest.TryRemove(destination, out _);
}
