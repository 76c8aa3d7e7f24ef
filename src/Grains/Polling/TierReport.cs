namespace OrleansMonitor.Grains.Polling;

/// <summary>The latest results of a tier's ticks, by the monotonic clock of their silo.</summary>
/// <param name="SinceSuccess">The time since the last successful tick; null if there was none since the scheduler was activated.</param>
/// <param name="Running">How long the current tick has been running; null if none is running.</param>
/// <param name="Failure">Why the latest tick failed; null if it succeeded.</param>
/// <param name="Watched">The time since the scheduler was activated.</param>
[GenerateSerializer, Immutable, Alias("tier-report")]
public sealed record TierReport(
    [property: Id(0)] TimeSpan? SinceSuccess, [property: Id(1)] TimeSpan? Running, [property: Id(2)] string? Failure,
    [property: Id(3)] TimeSpan Watched);
