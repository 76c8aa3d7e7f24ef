using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>The kinds of findings.</summary>
public enum FindingKind
{
    /// <summary>A state changed.</summary>
    Changed,

    /// <summary>A condition was raised.</summary>
    Raised,

    /// <summary>A condition was cleared.</summary>
    Cleared,

    /// <summary>The severity of an active condition changed.</summary>
    Updated,
}

/// <summary>
/// A change that was detected on an entity and must be published. It is stored with the entity's state in one write and delivered
/// afterwards, repeatedly if necessary. Its id makes repeated deliveries harmless.
/// </summary>
[GenerateSerializer, Immutable, Alias("finding")]
public sealed record Finding
{
    /// <summary>The name of the detail with the storage that causes the finding.</summary>
    public const string StorageDetail = "storage";

    /// <summary>The name of the detail with the measured metric, without its value.</summary>
    public const string SubjectDetail = "subject";

    /// <summary>The unique id. A repeated evaluation produces the same id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The kind of finding.</summary>
    [Id(1)] public required FindingKind Kind { get; init; }

    /// <summary>The affected entity.</summary>
    [Id(2)] public required EntityId Entity { get; init; }

    /// <summary>The affected node; null if there is none.</summary>
    [Id(3)] public string? Node { get; init; }

    /// <summary>When the change was detected.</summary>
    [Id(4)] public required DateTimeOffset At { get; init; }

    /// <summary>How bad it is.</summary>
    [Id(5)] public required Severity Severity { get; init; }

    /// <summary>The condition; null for a change without one.</summary>
    [Id(6)] public ConditionType? Condition { get; init; }

    /// <summary>True if a threshold rule produced the finding.</summary>
    [Id(7)] public bool IsThreshold { get; init; }

    /// <summary>One line for a list.</summary>
    [Id(8)] public required string Title { get; init; }

    /// <summary>The reason, as text.</summary>
    [Id(9)] public required string Reason { get; init; }

    /// <summary>Further facts, by name.</summary>
    [Id(10)] public ImmutableDictionary<string, string> Details { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// When the condition of the finding was raised. It distinguishes the end of one occurrence from that of the next. Null for a change.
    /// </summary>
    [Id(11)] public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// The other condition of a step on a threshold ladder: the condition that this raised one replaces, or the one that replaces this
    /// cleared one. Null if there is none.
    /// </summary>
    [Id(12)] public ConditionType? Counterpart { get; init; }

    /// <summary>The severity of <see cref="Counterpart"/>; null if there is none.</summary>
    [Id(13)] public Severity? CounterpartSeverity { get; init; }
}
