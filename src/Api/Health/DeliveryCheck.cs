using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Api.Health;

/// <summary>
/// Checks that messages reach their destinations. A destination that is away is not the monitor's fault, so this is part of the heartbeat
/// and not of readiness.
/// </summary>
internal sealed class DeliveryCheck(INotificationStore store, MonitorSettings settings, TimeProvider time) : IHealthCheck
{
    /// <summary>How long a message may wait.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromMinutes(15);

    private const int MaxPending = 1000;
    private const int Latest = 50;

    // The third attempt comes 5 min after the first.
    private const int Tries = 3;

    /// <summary>Marks checks that only the heartbeat includes.</summary>
    public const string Tag = "heartbeat";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        foreach (var destination in settings.Notifications.Destinations)
        {
            var pending = await store.ListPendingAsync(destination.Name, time.GetUtcNow(), MaxPending, cancellationToken);
            var latest = (await store.ListAsync(new(Destination: destination.Name, Limit: Latest), cancellationToken)).Items
                .FirstOrDefault(one => one.State is NotificationState.Delivered or NotificationState.Dead);
            if (Problem(pending, latest, time.GetUtcNow()) is { } problem) problems.Add(problem);
        }

        return problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems));
    }

    /// <summary>What is wrong with a destination; null for nothing.</summary>
    /// <param name="pending">Its messages that wait.</param>
    /// <param name="latest">Its latest message that was delivered or given up; null for none.</param>
    /// <param name="now">The time.</param>
    public static string? Problem(IEnumerable<Notification> pending, Notification? latest, DateTimeOffset now)
    {
        if (latest is { State: NotificationState.Dead })
            return $"the latest message to {latest.Destination} was given up: {latest.LastError}";
        var late = pending.Where(one => (one.LastAttemptAt is null || one.Attempts >= Tries) && now - one.DueSince > LongestWait)
            .MinBy(one => one.DueSince);
        return late is null
            ? null
            : $"a message to {late.Destination} has waited for {Humanize.Span(now - late.DueSince)}: {late.LastError ?? "not sent yet"}";
    }
}
