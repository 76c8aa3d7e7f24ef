using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Settings;

/// <summary>The limits of acting, checked already.</summary>
[GenerateSerializer, Immutable, Alias("guardrail-settings")]
public sealed record GuardrailSettings
{
    /// <summary>The defaults.</summary>
    public static GuardrailSettings Default { get; } = new();

    /// <summary>Attempts on one incident within an hour. Default 3.</summary>
    [Id(0)] public int MaxAttemptsPerIncidentPerHour { get; init; } = 3;

    /// <summary>Remediations at a time in one cluster; the rest queue. Default 1.</summary>
    [Id(1)] public int MaxConcurrentPerCluster { get; init; } = 1;

    /// <summary>Share of a cluster's nodes that must be online, 0 to 1. Default 0.51.</summary>
    [Id(2)] public double MinHealthyNodes { get; init; } = 0.51;

    /// <summary>Rest between two attempts on one incident. Default 1 min.</summary>
    [Id(3)] public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How old a node's sign of life may be. Default 30 s: three rounds of pvestatd.</summary>
    [Id(4)] public TimeSpan NodeFreshFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures of different things within <see cref="StormWindow"/> that make a storm. Default 5.</summary>
    [Id(5)] public int StormFailures { get; init; } = 5;

    /// <summary>Default 30 s.</summary>
    [Id(6)] public TimeSpan StormWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calm after the last failure that ends a storm. Default 5 min.</summary>
    [Id(7)] public TimeSpan StormCalm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a proposal may be approved. Default 1 h.</summary>
    [Id(8)] public TimeSpan ProposalExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>From sending to a guest that runs. Default 90 s.</summary>
    [Id(9)] public TimeSpan GuestDeadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>From sending to a node that is online. Default 5 min.</summary>
    [Id(10)] public TimeSpan NodeDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From sending to a service that is active. Default 60 s.</summary>
    [Id(11)] public TimeSpan ServiceDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks while verifying. Default 2 s.</summary>
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
    /// How soon guardrails that named no instant are asked again, and what cannot be read is read again. Default 12 s, a critical tick.
    /// </summary>
    [Id(15)] public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long after a would-be repair a person's act is compared with it. Default 1 h.</summary>
    [Id(14)] public TimeSpan ShadowWindow { get; init; } = TimeSpan.FromHours(1);
}
