namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>An entity went from one state to another.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Attribute">What changed: <c>status</c> or <c>node</c>.</param>
/// <param name="From">What it was.</param>
/// <param name="To">What it is.</param>
/// <param name="Reason">How it is known.</param>
[GenerateSerializer, Immutable, Alias("state-change")]
public sealed record StateChange(
    [property: Id(0)] EntityId Entity,
    [property: Id(1)] string Attribute,
    [property: Id(2)] string From,
    [property: Id(3)] string To,
    [property: Id(4)] string Reason);
