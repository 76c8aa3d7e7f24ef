using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>Whether a condition holds. <see cref="Unknown"/> neither raises nor clears a condition.</summary>
public enum Presence
{
    /// <summary>It could not be determined.</summary>
    Unknown,

    /// <summary>The condition holds.</summary>
    Present,

    /// <summary>The condition does not hold.</summary>
    Absent,
}

/// <summary>The result of judging one condition on one entity once.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Entity">The entity.</param>
/// <param name="Presence">Whether it holds.</param>
/// <param name="Severity">How bad it would be.</param>
/// <param name="Title">One line for a list, used when the condition is raised.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record Assessment(
    ConditionType Condition, EntityId Entity, Presence Presence, Severity Severity, string Title, string Reason)
{
    /// <summary>The judged share, 0 to 1; null if no threshold was judged.</summary>
    public double? Value { get; init; }

    /// <summary>The affected node, if the entity does not name it.</summary>
    public string? Node { get; init; }

    /// <summary>The storage that causes it; null if none is known.</summary>
    public string? Storage { get; init; }

    /// <summary>
    /// The name of the measured metric without its value, such as <c>root disk of pve1</c>; null if nothing was measured.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>True if a threshold rule made the assessment.</summary>
    public bool IsThreshold { get; init; }

    /// <summary>The other condition of a step on a ladder (<see cref="Finding.Counterpart"/>).</summary>
    public ConditionType? Counterpart { get; init; }

    /// <summary>The severity of <see cref="Counterpart"/>; null if there is none.</summary>
    public Severity? CounterpartSeverity { get; init; }

    /// <summary>The share at or below which the condition will clear, 0 to 1; null if no threshold was judged.</summary>
    public double? ClearAt { get; init; }

    /// <summary>True if something looks wrong already, but the condition is not considered present yet.</summary>
    public bool Suspected { get; init; }

    /// <summary>The progress of a hold; null if none is running.</summary>
    public HoldProgress? Hold { get; init; }

    /// <summary>The inputs of the assessment.</summary>
    public ImmutableArray<RuleInput> Evidence { get; init; } = [];

    /// <summary>The edges of a threshold; null for other rules.</summary>
    public ThresholdEdges? Edges { get; init; }

    /// <summary>What exempts the entity from the rule; null if nothing does.</summary>
    public Exemption? Exemption { get; init; }
}
