using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>One step of a <see cref="ThresholdLadder"/>: when a metric violates it, and when it clears.</summary>
[GenerateSerializer, Immutable, Alias("threshold-rule")]
public sealed record ThresholdRule
{
    /// <summary>The condition that is active while the rule fires.</summary>
    [Id(0)] public required ConditionType Condition { get; init; }

    /// <summary>Its severity.</summary>
    [Id(1)] public required Severity Severity { get; init; }

    /// <summary>Raises strictly above this share, 0 to 1.</summary>
    [Id(2)] public required double RaiseAt { get; init; }

    /// <summary>Clears at or below this share; not above <see cref="RaiseAt"/>. The gap prevents flapping at the edge.</summary>
    [Id(3)] public required double ClearAt { get; init; }

    /// <summary>How long the metric must stay above before the rule fires. Zero: at once.</summary>
    [Id(4)] public TimeSpan For { get; init; }

    /// <summary>How many samples in a row must be above before the rule fires, at least 1.</summary>
    [Id(5)] public int ForSamples { get; init; } = 1;

    /// <summary>How long the metric must stay at or below <see cref="ClearAt"/> before the rule clears. Zero: at once.</summary>
    [Id(6)] public TimeSpan KeepFiringFor { get; init; }

    /// <summary>False if it raises nothing; a raised violation is still evaluated until it clears.</summary>
    [Id(7)] public bool Enabled { get; init; } = true;
}
