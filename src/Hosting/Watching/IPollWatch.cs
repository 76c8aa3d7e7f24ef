using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>What the watchdog of this process knows. Answers at once, and does so when the watchdog itself is dead. Safe for concurrent use.</summary>
public interface IPollWatch
{
    /// <summary>Since the watchdog last looked at every cluster, on the monotonic clock.</summary>
    TimeSpan SinceLastRound { get; }

    /// <summary>The tiers of the clusters of this process' silo that are late now, in the order configured.</summary>
    IReadOnlyList<OverdueTier> Late();

    /// <summary>Why a cluster is not polled, in words; null where that is not known here.</summary>
    string? WhyNotPolled(ClusterName cluster);
}

/// <summary>A tier without a tick that ended well for three of its periods.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Tier">The tier.</param>
/// <param name="Since">Since the last one; since the cluster is watched here where there was none.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record OverdueTier(ClusterName Cluster, Tier Tier, TimeSpan Since, string Reason);
