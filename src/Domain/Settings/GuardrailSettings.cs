using System.ComponentModel.DataAnnotations;

namespace OrleansMonitor.Domain.Settings;

/// <summary>
/// The limits of remediation, section <c>Monitor:Guardrails</c>. Durations are <c>hh:mm:ss</c>. Tighter limits are safer and repair less;
/// none can be switched off.
/// </summary>
public sealed record GuardrailSettings
{
    // Without services whose restart can take down the cluster or running guests: corosync, pve-cluster, pve-ha-crm, pve-ha-lrm, lxcfs,
    // pve-lxc-syscalld, qmeventd, systemd-journald.
    private static readonly string[] DefaultServices =
    [
        "chrony", "cron", "ksmtuned", "postfix", "proxmox-firewall", "pve-firewall", "pvedaemon", "pvefw-logger", "pveproxy",
        "pvescheduler", "pvestatd", "spiceproxy", "sshd", "syslog", "systemd-timesyncd",
    ];

    /// <summary>The defaults.</summary>
    public static GuardrailSettings Default { get; } = new();

    /// <summary>
    /// Attempts per incident and hour, 1 to 10; after that many failures the incident is escalated to people. More attempts repeat what has
    /// not helped. Default 3.
    /// </summary>
    [Range(1, 10)]
    public int MaxAttemptsPerIncidentPerHour { get; init; } = 3;

    /// <summary>
    /// Concurrent remediations per cluster, 1 to 20; the rest queue. More repair many failures sooner and do more harm if the first repair
    /// was wrong. Default 1.
    /// </summary>
    [Range(1, 20)]
    public int MaxConcurrentPerCluster { get; init; } = 1;

    /// <summary>
    /// Required share of online nodes in a cluster, 0 to 1. The default of 0.51 requires both of two nodes and two of three.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MinHealthyNodes { get; init; } = 0.51;

    /// <summary>
    /// Pause between two attempts on one incident, 1 s to 1 h. Shorter repairs sooner; too short repeats before the first attempt can take
    /// effect. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Maximum age of a node's last report, 10 s to 5 min. Proxmox reports every 10 s; shorter treats a single late report as a problem.
    /// Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:05:00")]
    public TimeSpan NodeFreshFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Number of failed entities within <see cref="StormWindow"/> that makes a failure storm and stops all remediation, 2 to 1000. Fewer
    /// stops sooner, also for coincidences. Default 5.
    /// </summary>
    [Range(2, 1000)]
    public int StormFailures { get; init; } = 5;

    /// <summary>
    /// Time window of a failure storm, 1 s to 10 min. At least one critical tick; otherwise failures of two successive polls are not
    /// counted together. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StormWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time without failures that ends a storm: at least the window, at most a day. A person can end it earlier. Default 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StormCalm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a proposal of level 2 can be approved and an approval stays valid, 1 min to 7 days. Longer allows late answers to a
    /// situation that may have changed. Default 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ProposalExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Time from the request until the guest must be running, 10 s to 1 h. Shorter counts slow guests as failures. Default 90 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan GuestDeadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Time from the wake-on-LAN packet until the node must be online, 30 s to 2 h: servers take minutes to boot. Default 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:30", "02:00:00")]
    public TimeSpan NodeDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time from the request until the service must be active, 10 s to 1 h. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan ServiceDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Interval of the checks during verification, 1 s to 1 min. Shorter detects sooner and sends more requests. Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan VerifyEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after a proposed action a person's action is compared with it, 5 min to 7 days; scores are final only afterwards. Default
    /// 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan ShadowWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Services that may be restarted; replaces the default list. The default omits services whose restart can take down the cluster or
    /// running guests: corosync, pve-cluster, pve-ha-crm, pve-ha-lrm, lxcfs, pve-lxc-syscalld, qmeventd, systemd-journald.
    /// </summary>
    public IReadOnlyList<string>? RestartableServices { get; init; }

    /// <summary>Ids of the enabled runbooks, such as <c>restart-crashed-vm</c>; null for all.</summary>
    public IReadOnlyList<string>? Runbooks { get; init; }

    /// <summary>
    /// Delay before guardrails without a time of their own are re-evaluated, and failed reads are repeated. One critical tick, 12 s by
    /// default; not a setting of its own (<see cref="RecheckedAfter"/>).
    /// </summary>
    public TimeSpan AskAgainAfter { get; internal init; } = TimeSpan.FromSeconds(12);

    /// <summary>Whether a service may be restarted.</summary>
    public bool MayRestart(string service) => (RestartableServices ?? DefaultServices).Contains(service, StringComparer.Ordinal);

    /// <summary>Whether a runbook is enabled.</summary>
    public bool IsEnabled(string runbook) => Runbooks?.Contains(runbook, StringComparer.Ordinal) != false;

    /// <summary>The same settings with another delay of <see cref="AskAgainAfter"/>.</summary>
    public GuardrailSettings RecheckedAfter(TimeSpan delay) => this with { AskAgainAfter = delay };
}
