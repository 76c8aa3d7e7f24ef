namespace OrleansMonitor.Domain.Observations;

/// <summary>The result of a backup of one guest.</summary>
public enum BackupOutcome
{
    /// <summary>Started; the log shows no end.</summary>
    Unfinished,

    /// <summary>Finished successfully.</summary>
    Finished,

    /// <summary>Failed.</summary>
    Failed,
}

/// <summary>One guest in the log of a <c>vzdump</c> job.</summary>
[GenerateSerializer, Immutable, Alias("guest-backup")]
public sealed record GuestBackup
{
    /// <summary>The guest.</summary>
    [Id(0)] public required int Vmid { get; init; }

    /// <summary>The result so far.</summary>
    [Id(1)] public BackupOutcome Outcome { get; init; }

    /// <summary>Proxmox' error text; null if it did not fail.</summary>
    [Id(2)] public string? Reason { get; init; }

    /// <summary>The mode finally used: <c>snapshot</c>, <c>suspend</c> or <c>stop</c>; null if the log does not say.</summary>
    [Id(3)] public string? Mode { get; init; }

    /// <summary>Whether the guest was running when its backup began; null if the log does not say.</summary>
    [Id(4)] public bool? Ran { get; init; }

    /// <summary>The job stopped the guest or was about to stop it.</summary>
    [Id(5)] public bool Stopped { get; init; }

    /// <summary>The log says that the guest runs again after the job stopped or suspended it.</summary>
    [Id(6)] public bool OnlineAgain { get; init; }

    /// <summary>
    /// Time from the start of the job's first guest to the end of this one; null if the log does not say. Times in the log have no time
    /// zone.
    /// </summary>
    [Id(7)] public TimeSpan? EndedAfter { get; init; }
}
