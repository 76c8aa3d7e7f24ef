namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>What one sample came to.</summary>
/// <param name="State">Where the figure stands now.</param>
/// <param name="Raised">The violation that has just begun, or null.</param>
/// <param name="Cleared">The violation that has just ended (also when a milder or harder one took its place), or null.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record ThresholdVerdict(ThresholdState State, ThresholdViolation? Raised, ThresholdViolation? Cleared, string Reason)
{
    /// <summary>The sample judged, or null where there was none.</summary>
    public double? Value { get; init; }
}
