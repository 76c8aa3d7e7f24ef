using System.ComponentModel.DataAnnotations;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Settings;

/// <summary>The poll periods, section <c>Monitor:Tiers</c>, as <c>hh:mm:ss</c>.</summary>
public sealed record TierSettings
{
    /// <summary>The defaults.</summary>
    public static TierSettings Default { get; } = new();

    /// <summary>
    /// From start to the first tick, 0 to 1 h. Default 0.5 s. A network that is up later is no incident: nothing is reported before three
    /// polls have failed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartupDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// State of nodes and guests, 1 s to 1 day. Shorter detects sooner and sends more requests; Proxmox publishes every 10 s, so less gains
    /// little. Default 12 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Critical { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Thresholds and quorum, 1 s to 1 day. Default 32 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Important { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>
    /// Services, storages, certificates, backups and replication: five requests per node. 1 s to 1 day. Default 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Routine { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Retention, 1 s to 1 day. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Background { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The period of a tier.</summary>
    public TimeSpan Period(Tier tier) => tier switch
    {
        Tier.Critical => Critical,
        Tier.Important => Important,
        Tier.Routine => Routine,
        _ => Background,
    };

    /// <summary>When a cluster's first tick is due. First ticks are spread over the period so that clusters do not tick together.</summary>
    /// <param name="tier">The tier.</param>
    /// <param name="index">The cluster's index, from 0.</param>
    /// <param name="count">The number of clusters.</param>
    public TimeSpan FirstDue(Tier tier, int index, int count) =>
        StartupDelay + TimeSpan.FromMilliseconds(Math.Floor(Period(tier).TotalMilliseconds * index / Math.Max(1, count)));
}
