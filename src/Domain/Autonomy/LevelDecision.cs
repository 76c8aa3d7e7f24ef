namespace OrleansMonitor.Domain.Autonomy;

/// <summary>The level in force for one target, and where it comes from.</summary>
/// <param name="Level">The level.</param>
/// <param name="NeverAct">True where nothing is ever done to it, whatever the level.</param>
/// <param name="Reason">Which setting decided, in words.</param>
[GenerateSerializer, Immutable, Alias("level-decision")]
public sealed record LevelDecision([property: Id(0)] AutonomyLevel Level, [property: Id(1)] bool NeverAct, [property: Id(2)] string Reason);
