using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Whether an operation holds a guest's lock.</summary>
public enum LockHold
{
    /// <summary>No lock that could explain a stop.</summary>
    None,

    /// <summary>A task that sets such a lock runs, or has just ended.</summary>
    Held,

    /// <summary>No such task runs: the lock is stale.</summary>
    Stale,

    /// <summary>Unknown: the tasks cannot be read, or the operation has no task.</summary>
    Unknown,
}

/// <summary>Who holds a guest's lock.</summary>
/// <param name="Hold">Whether the lock is held.</param>
/// <param name="Description">The holder, or why there is none.</param>
/// <param name="Task">The task that holds it; null if none does.</param>
public readonly record struct LockHolder(LockHold Hold, string Description, PveTask? Task = null)
{
    /// <summary>No lock.</summary>
    public static LockHolder None { get; } = new(LockHold.None, "it is not locked");

    /// <summary>Not checked yet; until then a lock explains a stop.</summary>
    public static LockHolder NotAsked { get; } =
        new(LockHold.Unknown, "whether an operation holds it is not known yet") { EndsRuns = true };

    /// <summary>True if the operation may stop the guest for a while.</summary>
    public bool EndsRuns { get; init; }

    /// <summary>True while the lock explains that the guest is down.</summary>
    public bool Excuses => EndsRuns && Hold is (LockHold.Held or LockHold.Unknown);
}
