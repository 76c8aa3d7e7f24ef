namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// Changes to one rule; null keeps the default. A rule without an owner, such as <c>DISK_HIGH</c>, changes disks of nodes and of
/// containers; <c>NODE_DISK_HIGH</c> and <c>GUEST_DISK_HIGH</c> change one of them and take precedence. Rules on guests' memory and CPU
/// (<c>GUEST_RAM_HIGH</c>, <c>GUEST_RAM_CRITICAL</c>, <c>GUEST_CPU_HIGH</c>) are disabled until listed. A changed rule neither ends nor
/// repeats active conditions: they end at the ClearAt under which they were raised or at the present one, whichever the value meets first.
/// </summary>
public sealed class RuleOptions
{
    /// <summary>
    /// False raises nothing any more; active conditions are monitored to their end. Also for conditions without thresholds: SERVICE_DOWN,
    /// STORAGE_UNAVAILABLE, CERT_EXPIRING, BACKUP_FAILED, BACKUP_MISSING, REPLICATION_FAILED. Null enables a listed rule.
    /// </summary>
    public bool? Enabled { get; init; }

    /// <summary>Raises above this percentage, 0 to 100.</summary>
    public double? RaiseAt { get; init; }

    /// <summary>Clears at or below this percentage, at most <see cref="RaiseAt"/>. A wider gap flaps less and clears later.</summary>
    public double? ClearAt { get; init; }

    /// <summary>How long the value must stay above before the rule fires. Longer alerts less and later.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>How many consecutive samples must be above before the rule fires, at least 1.</summary>
    public int? ForSamples { get; init; }

    /// <summary>How long the condition stays active after the value went below. Longer merges repeated violations.</summary>
    public TimeSpan? KeepFiringFor { get; init; }
}
