using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Other ladders for some entities.</summary>
/// <param name="Selector">For which.</param>
/// <param name="Ladders">The ladders that it changes, whole; a figure that it does not name is judged as elsewhere.</param>
[GenerateSerializer, Immutable, Alias("rule-override")]
public sealed record RuleOverride(
    [property: Id(0)] EntitySelector Selector, [property: Id(1)] ImmutableDictionary<Metric, ThresholdLadder> Ladders);

/// <summary>A ladder, and where it comes from.</summary>
/// <param name="Ladder">The rules.</param>
/// <param name="Source">The override, such as <c>guest lab/100</c>; null where the rules for all apply.</param>
public readonly record struct ChosenLadder(ThresholdLadder Ladder, EntitySelector? Source);
