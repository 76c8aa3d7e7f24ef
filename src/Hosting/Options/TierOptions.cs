namespace OrleansMonitor.Hosting.Options;

/// <summary>Poll periods as <c>hh:mm:ss</c>, each 1 s to a day.</summary>
public sealed class TierOptions
{
    /// <summary>
    /// From start to the first tick. Default 0.5 s, at least 0. A network that is up later is no incident: nothing is reported before three
    /// polls have failed.
    /// </summary>
    public TimeSpan StartupDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// State of nodes and guests. Shorter detects sooner and sends more requests; Proxmox publishes every 10 s, so less gains little.
    /// Default 12 s.
    /// </summary>
    public TimeSpan Critical { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Thresholds and quorum. Default 32 s.</summary>
    public TimeSpan Important { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>Services, storages, certificates, backups and replication: five requests per node. Default 5 min.</summary>
    public TimeSpan Routine { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Retention. Default 30 min.</summary>
    public TimeSpan Background { get; init; } = TimeSpan.FromMinutes(30);
}
