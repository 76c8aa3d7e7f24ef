namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>A condition that is active on an entity.</summary>
/// <param name="Condition">What is wrong.</param>
/// <param name="Entity">What it is about.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Since">When it was found.</param>
/// <param name="Reason">Why it is held to be so.</param>
/// <param name="Value">The share that raised it, 0 to 1, where a threshold did.</param>
/// <param name="ClearAt">The rule's ClearAt when it was raised, 0 to 1: a changed configuration does not keep it standing longer.</param>
[GenerateSerializer, Immutable, Alias("active-condition")]
public sealed record ActiveCondition(
    [property: Id(0)] ConditionType Condition,
    [property: Id(1)] EntityId Entity,
    [property: Id(2)] Severity Severity,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] string Reason,
    [property: Id(5)] double? Value = null,
    [property: Id(6)] double? ClearAt = null)
{
    /// <summary>
    /// The only node that reports it, where several should report the same and do not; null otherwise. While that node is away, what the
    /// others report does not end it.
    /// </summary>
    [Id(7)] public string? SeenAt { get; init; }
}
