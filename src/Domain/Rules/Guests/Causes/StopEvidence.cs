using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>What is known about a stop.</summary>
[GenerateSerializer, Immutable, Alias("stop-evidence")]
public sealed record StopEvidence
{
    /// <summary>
    /// How old a row's figures can be (api-facts §2): what ended a run may have begun that much before the last row that was good.
    /// </summary>
    public static TimeSpan RowAge { get; } = TimeSpan.FromSeconds(15);

    // Answers come a while after they were asked for, and tell what ended meanwhile.
    private static readonly TimeSpan LatestAnswer = TimeSpan.FromMinutes(1);

    /// <summary>The guest.</summary>
    [Id(0)] public required int Vmid { get; init; }

    /// <summary>The lock that it holds now (api-facts §4).</summary>
    [Id(1)] public string? Lock { get; init; }

    /// <summary>
    /// The task that was seen at work under the guest's lock while the guest was down already, by UPID; null where none was.
    /// </summary>
    [Id(11)] public string? LockedByTask { get; init; }

    /// <summary>Whether its own node says so at this moment, not only rows that may be some seconds old.</summary>
    [Id(10)] public bool SeenLive { get; init; }

    /// <summary>Proxmox HA's state of it; null where HA does not manage it.</summary>
    [Id(2)] public string? HaState { get; init; }

    /// <summary>It is known to have run after this instant, by the monitor's clock: an earlier task explains nothing.</summary>
    [Id(3)] public required DateTimeOffset RanAfter { get; init; }

    /// <summary>
    /// When the run that ended had begun, by its uptime and the monitor's clock, at most 15 s late; null where that is not known.
    /// </summary>
    [Id(9)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>When its node booted, by the node's uptime and the monitor's clock; null where not known.</summary>
    [Id(13)] public DateTimeOffset? NodeBootedAt { get; init; }

    /// <summary>How far the node's clock is ahead of the monitor's; tasks carry the node's (api-facts §5).</summary>
    [Id(4)] public TimeSpan ClockSkew { get; init; }

    /// <summary>When the tasks were asked for, by the monitor's clock; null where not known.</summary>
    [Id(14)] public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Tasks of the guest's node, in any order; null where they cannot be read.</summary>
    [Id(5)] public ImmutableArray<PveTask>? Tasks { get; init; }

    /// <summary>Why the tasks cannot be read; null where they were.</summary>
    [Id(6)] public string? Blind { get; init; }

    /// <summary>The journal's line that proves a kill; null where there is none or it cannot be read.</summary>
    [Id(7)] public string? KillLine { get; init; }

    /// <summary>Whether it is to run at boot; null where unknown. Only silos of an earlier version ask for it.</summary>
    [Id(8)] public bool? OnBoot { get; init; }

    /// <summary>Logs of backup jobs that were read, by UPID. A job that is not among them could not be read.</summary>
    [Id(12)] public ImmutableDictionary<string, BackupJobLog> BackupLogs { get; init; } = ImmutableDictionary<string, BackupJobLog>.Empty;

    /// <summary>
    /// Whether a task ended in what is the future by its node's clock. That clock was set back since, so the task came before all that
    /// carry the time of now.
    /// </summary>
    internal bool IsBeforeClockStep(PveTask task) => task.EndedAt > AskedAt + ClockSkew + LatestAnswer;

    /// <summary>Whether its node has booted since it ran: that ended its run if nothing else did.</summary>
    internal bool WentWithNode => NodeBootedAt > RanAfter && !(NodeBootedAt <= RunSince);
}
