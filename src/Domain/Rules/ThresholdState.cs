namespace OrleansMonitor.Domain.Rules;

/// <summary>Where one figure of one entity stands on its ladder.</summary>
/// <param name="Firing">The violation that stands, or null.</param>
/// <param name="Pending">A rule whose hold (<see cref="ThresholdRule.For"/>, <see cref="ThresholdRule.ForSamples"/>) is not served yet, or null.</param>
[GenerateSerializer, Immutable, Alias("threshold-state")]
public sealed record ThresholdState(
    [property: Id(0)] ThresholdViolation? Firing = null,
    [property: Id(1)] PendingViolation? Pending = null)
{
    /// <summary>Nothing fires and nothing is pending.</summary>
    public static ThresholdState Quiet { get; } = new();
}

/// <summary>A figure above a threshold whose hold is not served yet.</summary>
/// <param name="Condition">The condition that would stand.</param>
/// <param name="Since">The first sample above.</param>
/// <param name="Samples">Samples above in a row.</param>
[GenerateSerializer, Immutable, Alias("pending-violation")]
public sealed record PendingViolation(
    [property: Id(0)] ConditionType Condition,
    [property: Id(1)] DateTimeOffset Since,
    [property: Id(2)] int Samples);
