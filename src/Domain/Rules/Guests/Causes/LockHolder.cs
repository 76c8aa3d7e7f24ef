using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Whether somebody holds a guest's lock.</summary>
public enum LockHold
{
    /// <summary>There is no lock that could excuse anything.</summary>
    None,

    /// <summary>A task that sets such a lock runs, or has ended a moment ago.</summary>
    Held,

    /// <summary>No such task runs: the lock was left behind.</summary>
    Stale,

    /// <summary>It is unknown: the tasks cannot be read, or the operation has no task.</summary>
    Unknown,
}

/// <summary>Who holds a guest's lock.</summary>
/// <param name="Hold">Whether somebody does.</param>
/// <param name="Description">Who, or why nobody.</param>
/// <param name="Task">The task that holds it; null where none does.</param>
public readonly record struct LockHolder(LockHold Hold, string Description, PveTask? Task = null)
{
    /// <summary>No lock.</summary>
    public static LockHolder None { get; } = new(LockHold.None, "it is not locked");

    /// <summary>Nobody looked yet: until then a lock excuses.</summary>
    public static LockHolder NotAsked { get; } =
        new(LockHold.Unknown, "whether an operation holds it is not known yet") { EndsRuns = true };

    /// <summary>True where the operation that sets the lock may end the guest's run for a while.</summary>
    public bool EndsRuns { get; init; }

    /// <summary>True while the lock excuses that the guest is down.</summary>
    public bool Excuses => EndsRuns && Hold is (LockHold.Held or LockHold.Unknown);
}
