using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>Whether a condition holds. Unknown is a value: it neither raises nor clears.</summary>
public enum Presence
{
    /// <summary>Nobody could tell.</summary>
    Unknown,

    /// <summary>It holds.</summary>
    Present,

    /// <summary>It does not.</summary>
    Absent,
}

/// <summary>What one look said of one condition on one entity.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Entity">The entity.</param>
/// <param name="Presence">Whether it holds.</param>
/// <param name="Severity">How bad it would be.</param>
/// <param name="Title">One line for a list, said when it is raised.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record Assessment(
    ConditionType Condition, EntityId Entity, Presence Presence, Severity Severity, string Title, string Reason)
{
    /// <summary>The share judged, 0 to 1, where a threshold did.</summary>
    public double? Value { get; init; }

    /// <summary>The node concerned, where the entity does not name it.</summary>
    public string? Node { get; init; }

    /// <summary>The storage that it comes from, where one is known to.</summary>
    public string? Storage { get; init; }

    /// <summary>What is measured, without its value, such as <c>root disk of pve1</c>; null if nothing is.</summary>
    public string? Subject { get; init; }

    /// <summary>True where a threshold rule judged it.</summary>
    public bool IsThreshold { get; init; }

    /// <summary>The other condition of a step on a ladder (<see cref="Finding.Counterpart"/>).</summary>
    public ConditionType? Counterpart { get; init; }

    /// <summary>At or below which share it will clear, 0 to 1, where a threshold judged it.</summary>
    public double? ClearAt { get; init; }

    /// <summary>True where something looks wrong already, though it is not held to be so.</summary>
    public bool Suspected { get; init; }

    /// <summary>How far a hold has come; null where none runs.</summary>
    public HoldProgress? Hold { get; init; }

    /// <summary>What was judged by.</summary>
    public ImmutableArray<RuleInput> Evidence { get; init; } = [];

    /// <summary>The edges of a threshold; null for other rules.</summary>
    public ThresholdEdges? Edges { get; init; }

    /// <summary>What takes the entity out of the rule; null where nothing does.</summary>
    public Exemption? Exemption { get; init; }
}
