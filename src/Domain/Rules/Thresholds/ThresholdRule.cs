using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>One step of a <see cref="ThresholdLadder"/>: when a figure becomes a violation, and when it stops being one.</summary>
[GenerateSerializer, Immutable, Alias("threshold-rule")]
public sealed record ThresholdRule
{
    /// <summary>The condition that stands while the rule fires.</summary>
    [Id(0)] public required ConditionType Condition { get; init; }

    /// <summary>How bad it is.</summary>
    [Id(1)] public required Severity Severity { get; init; }

    /// <summary>Raises above this share (strictly), 0 to 1.</summary>
    [Id(2)] public required double RaiseAt { get; init; }

    /// <summary>Clears at or below this share; not above <see cref="RaiseAt"/>. The gap keeps a figure at the edge from flapping.</summary>
    [Id(3)] public required double ClearAt { get; init; }

    /// <summary>How long the figure must stay above before it fires. Zero: at once.</summary>
    [Id(4)] public TimeSpan For { get; init; }

    /// <summary>How many samples in a row must be above before it fires, at least 1.</summary>
    [Id(5)] public int ForSamples { get; init; } = 1;

    /// <summary>How long the figure must stay at or below <see cref="ClearAt"/> before it clears. Zero: at once.</summary>
    [Id(6)] public TimeSpan KeepFiringFor { get; init; }

    /// <summary>False where it raises nothing; what it has raised is still watched until it clears.</summary>
    [Id(7)] public bool Enabled { get; init; } = true;
}
