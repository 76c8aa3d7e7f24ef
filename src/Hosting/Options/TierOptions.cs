namespace OrleansMonitor.Hosting.Options;

/// <summary>How often what is polled, as <c>hh:mm:ss</c>; each at least 1 s and at most a day.</summary>
public sealed class TierOptions
{
    /// <summary>
    /// From start to the first tick. Default 0.5 s, at least 0. A network that is up later is no incident: nothing is reported before three polls have failed.
    /// </summary>
    public TimeSpan StartupDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>State of nodes and guests. Shorter finds sooner and asks more; Proxmox publishes every 10 s, so below that little is gained. Default 12 s.</summary>
    public TimeSpan Critical { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Thresholds and quorum. Default 32 s.</summary>
    public TimeSpan Important { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>Services, storages, certificates, backups and replication: five requests per node. Default 5 min.</summary>
    public TimeSpan Routine { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Retention. Default 30 min.</summary>
    public TimeSpan Background { get; init; } = TimeSpan.FromMinutes(30);
}
