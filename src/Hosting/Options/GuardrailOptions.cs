namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// The limits of acting. Durations are <c>hh:mm:ss</c>. Tighter is safer and repairs less; none of them can be switched off.
/// </summary>
public sealed class GuardrailOptions
{
    /// <summary>
    /// Attempts on one incident within an hour, 1 to 10; after so many failures people are asked to take over. More tries what has not
    /// helped. Default 3.
    /// </summary>
    public int MaxAttemptsPerIncidentPerHour { get; init; } = 3;

    /// <summary>
    /// Remediations at a time in one cluster, 1 to 20; the rest queue. More repairs a crowd sooner, and harms more where the first repair
    /// was wrong. Default 1.
    /// </summary>
    public int MaxConcurrentPerCluster { get; init; } = 1;

    /// <summary>
    /// Share of a cluster's nodes that must be online, 0 to 1. At the default of 0.51 two nodes need both, three need two.
    /// </summary>
    public double MinHealthyNodes { get; init; } = 0.51;

    /// <summary>
    /// Rest between two attempts on one incident, 1 s to 1 h. Shorter repairs sooner; too short tries again before the first try can show.
    /// Default 1 min.
    /// </summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How old a node's sign of life may be, 10 s to 5 min. Proxmox reports every 10 s; shorter mistakes one late report for trouble.
    /// Default 30 s.
    /// </summary>
    public TimeSpan NodeFreshFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Failures of different things within <see cref="StormWindow"/> that make a storm and stop all acting, 2 to 1000. Fewer stops sooner,
    /// also for coincidences. Default 5.
    /// </summary>
    public int StormFailures { get; init; } = 5;

    /// <summary>
    /// 1 s to 10 min; a critical tick at least, or what one poll sees and the next one does not count together. Default 30 s.
    /// </summary>
    public TimeSpan StormWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Calm after the last failure that ends a storm, not shorter than its window, up to a day; a person can end it before. Default 5 min.
    /// </summary>
    public TimeSpan StormCalm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a proposal of level 2 may be approved and an approval counts, 1 min to 7 days. Longer lets people answer late, to a
    /// situation that may have changed. Default 1 h.
    /// </summary>
    public TimeSpan ProposalExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>From sending until a guest must be seen running, 10 s to 1 h. Shorter calls slow guests failures. Default 90 s.</summary>
    public TimeSpan GuestDeadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>From the wake packet until a node must be online, 30 s to 2 h: servers take minutes to boot. Default 5 min.</summary>
    public TimeSpan NodeDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From sending until a service must be active, 10 s to 1 h. Default 60 s.</summary>
    public TimeSpan ServiceDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks while verifying, 1 s to 1 min. Shorter knows sooner and asks more. Default 2 s.</summary>
    public TimeSpan VerifyEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after what it would have done a person's act is compared with it, 5 min to 7 days; scores are final only then. Default 1 h.
    /// </summary>
    public TimeSpan ShadowWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Services that may be restarted, in place of the default list. The default leaves out those that can take the cluster or running
    /// guests down with them: corosync, pve-cluster, pve-ha-crm, pve-ha-lrm, lxcfs, pve-lxc-syscalld, qmeventd, systemd-journald.
    /// </summary>
    public IList<string>? RestartableServices { get; init; }

    /// <summary>Ids of the runbooks in use, such as <c>restart-crashed-vm</c>; left out, all of them.</summary>
    public IList<string>? Runbooks { get; init; }
}
