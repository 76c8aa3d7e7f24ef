using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Settings;

/// <summary>Limits for repairs, already validated.</summary>
[GenerateSerializer, Immutable, Alias("guardrail-settings")]
public sealed record GuardrailSettings
{
    /// <summary>The defaults.</summary>
    public static GuardrailSettings Default { get; } = new();

    /// <summary>Maximum attempts per incident and hour. Default 3.</summary>
    [Id(0)] public int MaxAttemptsPerIncidentPerHour { get; init; } = 3;

    /// <summary>Concurrent remediations per cluster; others queue. Default 1.</summary>
    [Id(1)] public int MaxConcurrentPerCluster { get; init; } = 1;

    /// <summary>Share of a cluster's nodes that must be online, 0 to 1. Default 0.51.</summary>
    [Id(2)] public double MinHealthyNodes { get; init; } = 0.51;

    /// <summary>Pause between two attempts on one incident. Default 1 min.</summary>
    [Id(3)] public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum age of a node's last metrics. Default 30 s: three pvestatd cycles.</summary>
    [Id(4)] public TimeSpan NodeFreshFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures of different guests or nodes within <see cref="StormWindow"/> that make a storm. Default 5.</summary>
    [Id(5)] public int StormFailures { get; init; } = 5;

    /// <summary>The period in which failures are counted. Default 30 s.</summary>
    [Id(6)] public TimeSpan StormWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time without a failure that ends a storm. Default 5 min.</summary>
    [Id(7)] public TimeSpan StormCalm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a proposal can be approved. Default 1 h.</summary>
    [Id(8)] public TimeSpan ProposalExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time from dispatch until the guest must run. Default 90 s.</summary>
    [Id(9)] public TimeSpan GuestDeadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Time from dispatch until the node must be online. Default 5 min.</summary>
    [Id(10)] public TimeSpan NodeDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time from dispatch until the service must be active. Default 60 s.</summary>
    [Id(11)] public TimeSpan ServiceDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Interval between two verification reads. Default 2 s.</summary>
    [Id(12)] public TimeSpan VerifyEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Services that may be restarted.</summary>
    [Id(13)]
    public ImmutableArray<string> RestartableServices { get; init; } =
    [
        "chrony", "cron", "ksmtuned", "postfix", "proxmox-firewall", "pve-firewall", "pvedaemon", "pvefw-logger", "pveproxy",
        "pvescheduler",
        "pvestatd", "spiceproxy", "sshd", "syslog", "systemd-timesyncd",
    ];

    /// <summary>
    /// Delay before guardrails without a time of their own are re-evaluated, and failed reads are repeated. Default 12 s, one critical
    /// tick.
    /// </summary>
    [Id(15)] public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long after a dry run a person's actions are compared with it. Default 1 h.</summary>
    [Id(14)] public TimeSpan ShadowWindow { get; init; } = TimeSpan.FromHours(1);
}
