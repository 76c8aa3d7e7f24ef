namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// Changes to one threshold rule; what is null keeps its default. A rule named without its metric's owner, such as <c>DISK_HIGH</c>,
/// changes nodes' and containers' disks alike.
/// </summary>
public sealed class RuleOptions
{
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
