using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>What kind of thing was found.</summary>
public enum FindingKind
{
    /// <summary>A state changed.</summary>
    Changed,

    /// <summary>A condition began.</summary>
    Raised,

    /// <summary>A condition ended.</summary>
    Cleared,

    /// <summary>A standing condition became worse or better.</summary>
    Updated,
}

/// <summary>
/// Something that a look at an entity brought to light and that the world must hear of. It is stored with the entity's state in one
/// write and delivered afterwards, again if need be: its id makes every delivery after the first one harmless.
/// </summary>
[GenerateSerializer, Immutable, Alias("finding")]
public sealed record Finding
{
    /// <summary>The name of the detail that says which storage it comes from.</summary>
    public const string StorageDetail = "storage";

    /// <summary>The name of the detail for what is measured, without its value.</summary>
    public const string SubjectDetail = "subject";

    /// <summary>Unique and repeatable.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>A change, a condition's begin or its end.</summary>
    [Id(1)] public required FindingKind Kind { get; init; }

    /// <summary>What it is about.</summary>
    [Id(2)] public required EntityId Entity { get; init; }

    /// <summary>The node concerned; null where none is.</summary>
    [Id(3)] public string? Node { get; init; }

    /// <summary>When it was found.</summary>
    [Id(4)] public required DateTimeOffset At { get; init; }

    /// <summary>How bad it is.</summary>
    [Id(5)] public required Severity Severity { get; init; }

    /// <summary>The condition; null for a change without one.</summary>
    [Id(6)] public ConditionType? Condition { get; init; }

    /// <summary>True where a threshold rule found it.</summary>
    [Id(7)] public bool IsThreshold { get; init; }

    /// <summary>One line for a list.</summary>
    [Id(8)] public required string Title { get; init; }

    /// <summary>Why, in words.</summary>
    [Id(9)] public required string Reason { get; init; }

    /// <summary>Facts by name.</summary>
    [Id(10)] public ImmutableDictionary<string, string> Details { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// When the condition that it is about began: tells the end of one occurrence from that of the next. Null for a change.
    /// </summary>
    [Id(11)] public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// The other condition of a ladder's step: what this begin takes the place of, or what takes the place of this end. Null where there is
    /// none.
    /// </summary>
    [Id(12)] public ConditionType? Counterpart { get; init; }
}
