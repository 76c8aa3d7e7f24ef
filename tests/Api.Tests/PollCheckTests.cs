using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Api.Tests;

/// <summary>Readiness by what the watchdog knows.</summary>
public sealed class PollCheckTests
{
    private static readonly ClusterName Lab = ClusterName.Parse("lab");
    private static readonly MonitorSettings Settings = new(
        [Lab], TierSettings.Default, RuleSet.Default, new(), new());

    [Fact]
    public async Task Every_tier_that_is_late_is_named_with_its_cluster_and_why()
    {
        var result = await Check(new(TimeSpan.FromSeconds(1), [
            new(Lab, Tier.Critical, TimeSpan.FromSeconds(50), "the last tick failed: X"),
            new(Lab, Tier.Routine, TimeSpan.FromMinutes(16), "no tick begins: its reminder does not come")]));
        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldBe(
            "critical tier of lab: last tick 50 seconds ago: the last tick failed: X; routine tier of lab: last tick 16 minutes ago: no "
                + "tick begins: its reminder does not come");
    }

    [Fact]
    public async Task A_process_that_could_not_read_which_clusters_were_added_is_not_ready()
    {
        var settings = Settings with { Clusters = [Lab] };
        var check = new PollCheck(new Known(TimeSpan.Zero, []), settings);
        (await check.CheckHealthAsync(new(), TestContext.Current.CancellationToken)).Status.ShouldBe(HealthStatus.Unhealthy);

        settings.Clusters.Apply(ClusterRegistry.Empty);
        (await check.CheckHealthAsync(new(), TestContext.Current.CancellationToken)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(10, HealthStatus.Healthy)]
    [InlineData(11, HealthStatus.Unhealthy)]
    public async Task A_watchdog_that_does_not_look_makes_the_process_not_ready(int seconds, HealthStatus status) =>
        (await Check(new(TimeSpan.FromSeconds(seconds), []))).Status.ShouldBe(status);

    private static Task<HealthCheckResult> Check(Known watch)
    {
        Settings.Clusters.Apply(ClusterRegistry.Empty);
        return new PollCheck(watch, Settings).CheckHealthAsync(new(), TestContext.Current.CancellationToken);
    }

    private sealed record Known(TimeSpan SinceLastRound, IReadOnlyList<OverdueTier> Tiers) : IPollWatch
    {
        public IReadOnlyList<OverdueTier> OverdueTiers() => Tiers;

        public string? WhyNotPolled(ClusterName cluster) => null;
    }
}
