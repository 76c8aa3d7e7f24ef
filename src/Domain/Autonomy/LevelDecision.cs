namespace OrleansMonitor.Domain.Autonomy;

/// <summary>The level in force for one target, and where it comes from.</summary>
/// <param name="Level">The level.</param>
/// <param name="NeverAct">True where nothing is ever done to it, whatever the level.</param>
/// <param name="Reason">Which setting decided, in words.</param>
[GenerateSerializer, Immutable, Alias("level-decision")]
public sealed record LevelDecision([property: Id(0)] AutonomyLevel Level, [property: Id(1)] bool NeverAct, [property: Id(2)] string Reason)
{
    /// <summary>True where it may act by itself.</summary>
    public bool ActsByItself => !NeverAct && Level >= AutonomyLevel.ActAndReport;

    /// <summary>Whether people are told of an open incident: at 0 nobody is.</summary>
    public bool Alerts => Level >= AutonomyLevel.Alert;

    /// <summary>Whether people are told of a repair that worked: at 4 only of failures.</summary>
    public bool ReportsSuccess => Level != AutonomyLevel.ActSilently;
}
