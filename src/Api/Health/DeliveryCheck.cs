using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Text;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Api.Health;

/// <summary>
/// Checks that messages reach their destinations. A destination that is away is not the monitor's fault, so this is part of the heartbeat
/// and not of readiness.
/// </summary>
internal sealed class DeliveryCheck(
    DestinationHealthReader health, INotificationSender sender, IGrainFactory grains, MonitorSettings settings, TimeProvider time)
    : IHealthCheck
{
    /// <summary>How long a destination that forgets incidents may go without being told what is open. It forgets after 5 min.</summary>
    public static TimeSpan LongestSilence { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Marks checks that only the heartbeat includes.</summary>
    public const string Tag = "heartbeat";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        foreach (var destination in settings.Notifications.Destinations)
        {
            if (await health.Problem(destination.Name, cancellationToken) is { } problem) problems.Add(problem);
            if (await Refresh(destination) is { } forgotten) problems.Add(forgotten);
        }

        return problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems));
    }

    /// <summary>What is wrong with telling a destination what is open; null for nothing.</summary>
    /// <param name="destination">The destination's name.</param>
    /// <param name="told">When it last took that; null if nothing is open.</param>
    /// <param name="now">The time.</param>
    public static string? Problem(string destination, DateTimeOffset? told, DateTimeOffset now) =>
        now - told is { } silence && silence > LongestSilence
            ? $"{destination} has not been told for {Humanize.Span(silence)} what is still open"
            : null;

    // A question without an answer is a problem: nobody knows what the destination forgets.
    private async Task<string?> Refresh(Destination destination)
    {
        if (sender.LimitsOf(destination).Refresh is null) return null;
        try
        {
            return Problem(destination.Name, await grains.Destination(destination.Name).RefreshedAt(), time.GetUtcNow());
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return $"it is not known whether {destination.Name} was told what is still open: {problem.Message}";
        }
    }
}
