using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>A threshold rule that fires.</summary>
/// <param name="Condition">The active condition.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Since">When it started to fire.</param>
/// <param name="Value">The share that raised it, 0 to 1.</param>
/// <param name="ClearAt">Its rule's ClearAt when it was raised, 0 to 1; null if not known.</param>
[GenerateSerializer, Immutable, Alias("threshold-violation")]
public sealed record ThresholdViolation(
    [property: Id(0)] ConditionType Condition,
    [property: Id(1)] Severity Severity,
    [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] double Value,
    [property: Id(4)] double? ClearAt = null);
