using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Different threshold ladders for some entities.</summary>
/// <param name="Selector">The entities.</param>
/// <param name="Ladders">The complete replacement ladders. Metrics without one use the other rules.</param>
[GenerateSerializer, Immutable, Alias("rule-override")]
public sealed record RuleOverride(
    [property: Id(0)] EntitySelector Selector, [property: Id(1)] ImmutableDictionary<Metric, ThresholdLadder> Ladders)
{
    /// <summary>Conditions without thresholds to enable (true) or disable (false).</summary>
    [Id(2)] public ImmutableDictionary<ConditionType, bool> Switches { get; init; } = ImmutableDictionary<ConditionType, bool>.Empty;
}

/// <summary>A ladder and its source.</summary>
/// <param name="Ladder">The rules.</param>
/// <param name="Source">The override, such as <c>guest lab/100</c>; null for the default rules.</param>
public readonly record struct ChosenLadder(ThresholdLadder Ladder, EntitySelector? Source)
{
    /// <summary>What exempts the entity from all of its rules; null for nothing.</summary>
    public Exemption? Exemption { get; init; }

    /// <summary>The ladder with all rules disabled; active conditions are still evaluated until they clear.</summary>
    public ChosenLadder Without(Exemption exemption) =>
        this with
        {
            Ladder = Ladder with { Rules = [.. Ladder.Rules.Select(rule => rule with { Enabled = false })] },
            Exemption = exemption
        };

    /// <summary>The assessments in the current state, without evaluating another sample.</summary>
    public IEnumerable<Assessment> Read(ConditionLedger ledger, PendingViolation? pending, EntityId entity, double? share, string? node) =>
        WithSource(ThresholdWatch.Read(ledger, Ladder, pending, entity, share, node));

    /// <summary>Adds the source override to assessments.</summary>
    public IEnumerable<Assessment> WithSource(IEnumerable<Assessment> assessments)
    {
        if (Exemption is { } exemption) assessments = assessments.Select(assessment => assessment with { Exemption = exemption });
        if (Source is not { } source) return assessments;
        var mark = new RuleInput("override", source.ToString());
        return assessments.Select(assessment => assessment with { Evidence = assessment.Evidence.Add(mark) });
    }
}
