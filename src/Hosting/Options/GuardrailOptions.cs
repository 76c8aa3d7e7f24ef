namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// The limits of remediation. Durations are <c>hh:mm:ss</c>. Tighter limits are safer and repair less; none can be switched off.
/// </summary>
public sealed class GuardrailOptions
{
    /// <summary>
    /// Attempts per incident and hour, 1 to 10; after that many failures the incident is escalated to people. More attempts repeat what has
    /// not helped. Default 3.
    /// </summary>
    public int MaxAttemptsPerIncidentPerHour { get; init; } = 3;

    /// <summary>
    /// Concurrent remediations per cluster, 1 to 20; the rest queue. More repair many failures sooner and do more harm if the first repair
    /// was wrong. Default 1.
    /// </summary>
    public int MaxConcurrentPerCluster { get; init; } = 1;

    /// <summary>
    /// Required share of online nodes in a cluster, 0 to 1. The default of 0.51 requires both of two nodes and two of three.
    /// </summary>
    public double MinHealthyNodes { get; init; } = 0.51;

    /// <summary>
    /// Pause between two attempts on one incident, 1 s to 1 h. Shorter repairs sooner; too short repeats before the first attempt can take
    /// effect. Default 1 min.
    /// </summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Maximum age of a node's last report, 10 s to 5 min. Proxmox reports every 10 s; shorter treats a single late report as a problem.
    /// Default 30 s.
    /// </summary>
    public TimeSpan NodeFreshFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Number of failed entities within <see cref="StormWindow"/> that makes a failure storm and stops all remediation, 2 to 1000. Fewer
    /// stops sooner, also for coincidences. Default 5.
    /// </summary>
    public int StormFailures { get; init; } = 5;

    /// <summary>
    /// Time window of a failure storm, 1 s to 10 min. At least one critical tick; otherwise failures of two successive polls are not
    /// counted together. Default 30 s.
    /// </summary>
    public TimeSpan StormWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time without failures that ends a storm: at least the window, at most a day. A person can end it earlier. Default 5 min.
    /// </summary>
    public TimeSpan StormCalm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a proposal of level 2 can be approved and an approval stays valid, 1 min to 7 days. Longer allows late answers to a
    /// situation that may have changed. Default 1 h.
    /// </summary>
    public TimeSpan ProposalExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Time from the request until the guest must be running, 10 s to 1 h. Shorter counts slow guests as failures. Default 90 s.
    /// </summary>
    public TimeSpan GuestDeadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Time from the wake-on-LAN packet until the node must be online, 30 s to 2 h: servers take minutes to boot. Default 5 min.
    /// </summary>
    public TimeSpan NodeDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time from the request until the service must be active, 10 s to 1 h. Default 60 s.</summary>
    public TimeSpan ServiceDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Interval of the checks during verification, 1 s to 1 min. Shorter detects sooner and sends more requests. Default 2 s.
    /// </summary>
    public TimeSpan VerifyEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after a proposed action a person's action is compared with it, 5 min to 7 days; scores are final only afterwards. Default 1
    /// h.
    /// </summary>
    public TimeSpan ShadowWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Services that may be restarted; replaces the default list. The default omits services whose restart can take down the cluster or
    /// running guests: corosync, pve-cluster, pve-ha-crm, pve-ha-lrm, lxcfs, pve-lxc-syscalld, qmeventd, systemd-journald.
    /// </summary>
    public IList<string>? RestartableServices { get; init; }

    /// <summary>Ids of the enabled runbooks, such as <c>restart-crashed-vm</c>; null for all.</summary>
    public IList<string>? Runbooks { get; init; }
}
