namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>The result of one sample.</summary>
/// <param name="State">The new state.</param>
/// <param name="Raised">The violation raised by the sample, or null.</param>
/// <param name="Cleared">The violation cleared by the sample, also if another rule of the ladder replaced it; or null.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record ThresholdVerdict(ThresholdState State, ThresholdViolation? Raised, ThresholdViolation? Cleared, string Reason)
{
    /// <summary>The evaluated sample, or null if there was none.</summary>
    public double? Value { get; init; }
}
