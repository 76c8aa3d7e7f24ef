using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Evidence about a stop.</summary>
[GenerateSerializer, Immutable, Alias("stop-evidence")]
public sealed record StopEvidence
{
    /// <summary>Maximum age of a row's metrics (api-facts §2). The cause of a stop may be that much older than the last good row.</summary>
    public static TimeSpan RowAge { get; } = TimeSpan.FromSeconds(15);

    // Answers arrive later than their requests and include what ended meanwhile.
    private static readonly TimeSpan LatestAnswer = TimeSpan.FromMinutes(1);

    /// <summary>The guest.</summary>
    [Id(0)] public required int Vmid { get; init; }

    /// <summary>Its current lock (api-facts §4).</summary>
    [Id(1)] public string? Lock { get; init; }

    /// <summary>UPID of the task observed under the guest's lock while the guest was already down; null for none.</summary>
    [Id(11)] public string? LockedByTask { get; init; }

    /// <summary>Whether its own node confirms the state live, not only rows that may be some seconds old.</summary>
    [Id(10)] public bool SeenLive { get; init; }

    /// <summary>Its Proxmox HA state; null if HA does not manage it.</summary>
    [Id(2)] public string? HaState { get; init; }

    /// <summary>It ran after this instant, by the monitor's clock; earlier tasks are ruled out.</summary>
    [Id(3)] public required DateTimeOffset RanAfter { get; init; }

    /// <summary>Start of the run that ended, by its uptime and the monitor's clock, at most 15 s late; null if not known.</summary>
    [Id(9)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>When its node booted, by the node's uptime and the monitor's clock; null if not known.</summary>
    [Id(13)] public DateTimeOffset? NodeBootedAt { get; init; }

    /// <summary>How far the node's clock is ahead of the monitor's; tasks carry the node's (api-facts §5).</summary>
    [Id(4)] public TimeSpan ClockSkew { get; init; }

    /// <summary>When the tasks were requested, by the monitor's clock; null if not known.</summary>
    [Id(14)] public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Tasks of the guest's node, in any order; null if they cannot be read.</summary>
    [Id(5)] public ImmutableArray<PveTask>? Tasks { get; init; }

    /// <summary>
    /// Whether <see cref="Tasks"/> has all tasks of the guest itself that its node listed after the guest was down. A shared list may be a
    /// little older.
    /// </summary>
    [Id(15)] public bool OwnTasksComplete { get; init; }

    /// <summary>Why the tasks cannot be read; null if they were.</summary>
    [Id(6)] public string? WhyTasksUnread { get; init; }

    /// <summary>The journal line that proves a kill; null if there is none or it cannot be read.</summary>
    [Id(7)] public string? KillLine { get; init; }

    /// <summary>Whether it starts at boot; null if unknown. Read only by silos of an earlier version.</summary>
    [Id(8)] public bool? OnBoot { get; init; }

    /// <summary>Logs of backup jobs, by UPID. Missing ones could not be read.</summary>
    [Id(12)] public ImmutableDictionary<string, BackupJobLog> BackupLogs { get; init; } = ImmutableDictionary<string, BackupJobLog>.Empty;

    /// <summary>
    /// Whether a task ended in the future by its node's clock. The clock was set back since, so the task is older than all with current
    /// times.
    /// </summary>
    internal bool IsBeforeClockStep(PveTask task) => IsInFuture(task.EndedAt);

    /// <summary>Whether an instant of its node's clock is in the future: the clock was set back since.</summary>
    internal bool IsInFuture(DateTimeOffset? instant) => instant > AskedAt + ClockSkew + LatestAnswer;

    /// <summary>Whether its node has rebooted since it ran, which ended its run if nothing else did.</summary>
    internal bool NodeRebootedSince => NodeBootedAt > RanAfter && !(NodeBootedAt <= RunSince);
}
