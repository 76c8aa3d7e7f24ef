namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>A change of an entity's state.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Attribute">The attribute that changed: <c>status</c> or <c>node</c>.</param>
/// <param name="From">The old value.</param>
/// <param name="To">The new value.</param>
/// <param name="Reason">What shows the change, as text.</param>
[GenerateSerializer, Immutable, Alias("state-change")]
public sealed record StateChange(
    [property: Id(0)] EntityId Entity,
    [property: Id(1)] string Attribute,
    [property: Id(2)] string From,
    [property: Id(3)] string To,
    [property: Id(4)] string Reason);
