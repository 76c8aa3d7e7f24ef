using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>The state of one metric of one entity on its ladder.</summary>
/// <param name="Firing">The active violation, or null.</param>
/// <param name="Pending">Incomplete holds, or null.</param>
[GenerateSerializer, Immutable, Alias("threshold-state")]
public sealed record ThresholdState(
    [property: Id(0)] ThresholdViolation? Firing = null,
    [property: Id(1)] PendingViolation? Pending = null);

/// <summary>
/// An incomplete hold: a metric above <see cref="ThresholdRule.RaiseAt"/> whose rule does not fire yet (<see cref="ThresholdRule.For"/>,
/// <see cref="ThresholdRule.ForSamples"/>), or one at or below <see cref="ThresholdRule.ClearAt"/> whose rule still fires
/// (<see cref="ThresholdRule.KeepFiringFor"/>).
/// </summary>
/// <param name="Condition">The condition to be raised or cleared.</param>
/// <param name="Since">The first sample on that side.</param>
/// <param name="Samples">Samples on that side in a row.</param>
/// <param name="Next">The hold of another rule of the ladder, or null.</param>
[GenerateSerializer, Immutable, Alias("pending-violation")]
public sealed record PendingViolation(
    [property: Id(0)] ConditionType Condition,
    [property: Id(1)] DateTimeOffset Since,
    [property: Id(2)] int Samples,
    [property: Id(3)] PendingViolation? Next = null);
