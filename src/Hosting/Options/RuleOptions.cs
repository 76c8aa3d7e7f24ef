namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// Changes to one rule; what is null keeps its default. A rule named without its figure's owner, such as <c>DISK_HIGH</c>, changes nodes'
/// and containers' disks alike; <c>NODE_DISK_HIGH</c> and <c>GUEST_DISK_HIGH</c> change one of them and come before it. Rules on guests'
/// memory and processors (<c>GUEST_RAM_HIGH</c>, <c>GUEST_RAM_CRITICAL</c>, <c>GUEST_CPU_HIGH</c>) are off until named. A changed rule
/// neither ends nor repeats what stands: that ends at the ClearAt under which it was raised or at the present one, whichever the figure
/// meets first.
/// </summary>
public sealed class RuleOptions
{
    /// <summary>
    /// False: raises nothing any more; what stands is watched to its end. Also for conditions without thresholds: SERVICE_DOWN,
    /// STORAGE_UNAVAILABLE, CERT_EXPIRING, BACKUP_FAILED, BACKUP_MISSING, REPLICATION_FAILED. Null: a rule that is named is on.
    /// </summary>
    public bool? Enabled { get; init; }

    /// <summary>Raises above this many percent, 0 to 100.</summary>
    public double? RaiseAt { get; init; }

    /// <summary>Clears at or below this many percent, not above <see cref="RaiseAt"/>. A wider gap flaps less and clears later.</summary>
    public double? ClearAt { get; init; }

    /// <summary>How long it must stay above before it fires. Longer is calmer and later.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>How many samples in a row must be above before it fires, at least 1.</summary>
    public int? ForSamples { get; init; }

    /// <summary>How long it stands on after it went below. Longer joins repeated violations into one.</summary>
    public TimeSpan? KeepFiringFor { get; init; }
}
