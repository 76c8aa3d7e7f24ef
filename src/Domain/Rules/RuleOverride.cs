using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Other ladders for some entities.</summary>
/// <param name="Selector">For which.</param>
/// <param name="Ladders">The ladders that it changes, whole; a figure that it does not name is judged as elsewhere.</param>
[GenerateSerializer, Immutable, Alias("rule-override")]
public sealed record RuleOverride(
    [property: Id(0)] EntitySelector Selector, [property: Id(1)] ImmutableDictionary<Metric, ThresholdLadder> Ladders)
{
    /// <summary>Conditions without thresholds that it switches on (true) or off.</summary>
    [Id(2)] public ImmutableDictionary<ConditionType, bool> Switches { get; init; } = ImmutableDictionary<ConditionType, bool>.Empty;
}

/// <summary>A ladder, and where it comes from.</summary>
/// <param name="Ladder">The rules.</param>
/// <param name="Source">The override, such as <c>guest lab/100</c>; null where the rules for all apply.</param>
public readonly record struct ChosenLadder(ThresholdLadder Ladder, EntitySelector? Source)
{
    /// <summary>What takes the entity out of all of its rules; null where nothing does.</summary>
    public Exemption? Exemption { get; init; }

    /// <summary>The same ladder, raising nothing; what stands is still watched to its end.</summary>
    public ChosenLadder Without(Exemption exemption) =>
        this with
        {
            Ladder = Ladder with { Rules = [.. Ladder.Rules.Select(rule => rule with { Enabled = false })] },
            Exemption = exemption
        };

    /// <summary>What its rules say as things stand, without another sample being judged.</summary>
    public IEnumerable<Assessment> Read(ConditionLedger ledger, PendingViolation? pending, EntityId entity, double? share, string? node) =>
        Marked(ThresholdWatch.Read(ledger, Ladder, pending, entity, share, node));

    /// <summary>What its rules said, with the override that they come from.</summary>
    public IEnumerable<Assessment> Marked(IEnumerable<Assessment> said)
    {
        if (Exemption is { } exemption) said = said.Select(assessment => assessment with { Exemption = exemption });
        if (Source is not { } source) return said;
        var mark = new RuleInput("override", source.ToString());
        return said.Select(assessment => assessment with { Evidence = assessment.Evidence.Add(mark) });
    }
}
