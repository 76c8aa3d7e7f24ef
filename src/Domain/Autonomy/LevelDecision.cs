namespace OrleansMonitor.Domain.Autonomy;

/// <summary>The effective level for one target, and its source.</summary>
/// <param name="Level">The level.</param>
/// <param name="NeverAct">True if no action is allowed at any level.</param>
/// <param name="Reason">The setting that decided, as text.</param>
[GenerateSerializer, Immutable, Alias("level-decision")]
public sealed record LevelDecision([property: Id(0)] AutonomyLevel Level, [property: Id(1)] bool NeverAct, [property: Id(2)] string Reason);
