using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Text;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Api.Health;

/// <summary>
/// Checks that the clusters on this process' silo are polled. A cluster that does not answer is not the monitor's fault and leaves it
/// ready; each silo reports only its own clusters.
/// </summary>
internal sealed class PollCheck(IPollWatch watch, MonitorSettings settings) : IHealthCheck
{
    // Ten rounds of the watchdog.
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(10);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        if (!settings.Clusters.IsComplete) problems.Add("which clusters were added while the monitor ran could not be read yet");
        if (watch.SinceLastRound is var round && round > LongestRound)
            problems.Add($"the watchdog has not looked for {Humanize.Span(round)}");
        problems.AddRange(watch.OverdueTiers().Select(late =>
            $"{late.Tier.ToString().ToLowerInvariant()} tier of {late.Cluster}: last tick {Humanize.Span(late.Since)} ago: {late.Reason}"));
        return Task.FromResult(
            problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems)));
    }
}
