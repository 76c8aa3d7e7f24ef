namespace OrleansMonitor.Domain.Autonomy;

/// <summary>How far the monitor may go now, and who said so.</summary>
/// <param name="Level">The level in force.</param>
/// <param name="KillSwitch">The switch that stops every action.</param>
[GenerateSerializer, Immutable, Alias("autonomy-settings")]
public sealed record AutonomySettings([property: Id(0)] AutonomyLevel Level, [property: Id(1)] KillSwitch KillSwitch);

/// <summary>The switch that stops every action while it is active. Watching goes on.</summary>
/// <param name="Active">True while nothing may be done.</param>
/// <param name="By">Who set it last; null if never.</param>
/// <param name="Reason">Why; null if never set.</param>
/// <param name="At">When; null if never set.</param>
[GenerateSerializer, Immutable, Alias("kill-switch")]
public sealed record KillSwitch(
    [property: Id(0)] bool Active,
    [property: Id(1)] string? By = null,
    [property: Id(2)] string? Reason = null,
    [property: Id(3)] DateTimeOffset? At = null);
