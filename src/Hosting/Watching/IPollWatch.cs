using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>The state of this process' watchdog. Answers at once, even if the watchdog has stopped. Safe for concurrent use.</summary>
public interface IPollWatch
{
    /// <summary>Time since the watchdog last checked all clusters, on the monotonic clock.</summary>
    TimeSpan SinceLastRound { get; }

    /// <summary>The overdue tiers of the clusters on this process' silo, in configured order.</summary>
    IReadOnlyList<OverdueTier> OverdueTiers();

    /// <summary>The reason why a cluster is not polled; null if this process does not know it.</summary>
    string? WhyNotPolled(ClusterName cluster);
}

/// <summary>A tier without a successful tick for three of its periods.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Tier">The tier.</param>
/// <param name="Since">Time since the last successful tick, or since monitoring began here if there was none.</param>
/// <param name="Reason">The reason.</param>
public sealed record OverdueTier(ClusterName Cluster, Tier Tier, TimeSpan Since, string Reason);
