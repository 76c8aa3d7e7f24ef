namespace OrleansMonitor.Domain.Observations;

/// <summary>What a backup of one guest came to.</summary>
public enum BackupOutcome
{
    /// <summary>It began, and its log tells no end.</summary>
    Unfinished,

    /// <summary>It was written.</summary>
    Finished,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>One guest in the log of a <c>vzdump</c> job.</summary>
[GenerateSerializer, Immutable, Alias("guest-backup")]
public sealed record GuestBackup
{
    /// <summary>The guest.</summary>
    [Id(0)] public required int Vmid { get; init; }

    /// <summary>What it came to so far.</summary>
    [Id(1)] public BackupOutcome Outcome { get; init; }

    /// <summary>Why it failed, in Proxmox' words; null where it did not.</summary>
    [Id(2)] public string? Reason { get; init; }

    /// <summary>
    /// <c>snapshot</c>, <c>suspend</c> or <c>stop</c>: the mode that was used in the end; null where the log does not tell.
    /// </summary>
    [Id(3)] public string? Mode { get; init; }

    /// <summary>Whether the guest ran when its backup began; null where the log does not tell.</summary>
    [Id(4)] public bool? Ran { get; init; }

    /// <summary>The job stopped the guest, or was about to.</summary>
    [Id(5)] public bool Stopped { get; init; }

    /// <summary>The log says that the guest runs again after the job stopped or suspended it.</summary>
    [Id(6)] public bool OnlineAgain { get; init; }

    /// <summary>
    /// How long after the job's first guest began this one ended; null where the log does not tell. The log's times carry no zone.
    /// </summary>
    [Id(7)] public TimeSpan? EndedAfter { get; init; }
}
