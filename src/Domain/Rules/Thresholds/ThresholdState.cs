using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>Where one figure of one entity stands on its ladder.</summary>
/// <param name="Firing">The violation that stands, or null.</param>
/// <param name="Pending">The holds that are not served yet, or null.</param>
[GenerateSerializer, Immutable, Alias("threshold-state")]
public sealed record ThresholdState(
    [property: Id(0)] ThresholdViolation? Firing = null,
    [property: Id(1)] PendingViolation? Pending = null);

/// <summary>
/// A hold that is not served yet: a figure above <see cref="ThresholdRule.RaiseAt"/> whose rule does not fire yet
/// (<see cref="ThresholdRule.For"/>, <see cref="ThresholdRule.ForSamples"/>), or one at or below <see cref="ThresholdRule.ClearAt"/>
/// whose rule still fires (<see cref="ThresholdRule.KeepFiringFor"/>).
/// </summary>
/// <param name="Condition">The condition that would begin or end to stand.</param>
/// <param name="Since">The first sample on that side.</param>
/// <param name="Samples">Samples on that side in a row.</param>
/// <param name="Next">The hold of another rule of the ladder, or null: each rule serves its own.</param>
[GenerateSerializer, Immutable, Alias("pending-violation")]
public sealed record PendingViolation(
    [property: Id(0)] ConditionType Condition,
    [property: Id(1)] DateTimeOffset Since,
    [property: Id(2)] int Samples,
    [property: Id(3)] PendingViolation? Next = null);
