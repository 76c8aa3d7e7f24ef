namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>A condition that is active on an entity.</summary>
/// <param name="Condition">What is wrong.</param>
/// <param name="Entity">The affected entity.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Since">When it was detected.</param>
/// <param name="Reason">Why it was raised, as text.</param>
/// <param name="Value">The share that raised it, 0 to 1; null if it was not raised by a threshold.</param>
/// <param name="ClearAt">The rule's ClearAt when it was raised, 0 to 1, so that a changed configuration does not keep it active
/// longer.</param>
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
    /// The only node that reports the condition although several nodes should report the same; null otherwise. While that node is away,
    /// reports of the others do not clear the condition.
    /// </summary>
    [Id(7)] public string? SeenAt { get; init; }
}
