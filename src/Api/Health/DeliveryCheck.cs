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

    /// <summary>Marks checks that only the heartbeat includes.</summary>
    public const string Tag = "heartbeat";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        foreach (var destination in settings.Notifications.Destinations)
        {
            var pending = await store.ListPendingAsync(destination.Name, MaxPending, cancellationToken);
            if (pending.MinBy(one => one.DueSince) is { } oldest && Problem(oldest, time.GetUtcNow()) is { } problem)
                problems.Add(problem);
        }

        return problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems));
    }

    /// <summary>What is wrong if this is the oldest message that waits; null for nothing.</summary>
    public static string? Problem(Notification oldest, DateTimeOffset now) => now - oldest.DueSince is var waits && waits > LongestWait
        ? $"a message to {oldest.Destination} has waited for {Humanize.Span(waits)}: {oldest.LastError ?? "not sent yet"}"
        : null;
}
