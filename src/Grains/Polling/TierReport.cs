namespace OrleansMonitor.Grains.Polling;

/// <summary>How the ticks of a tier went last, on the monotonic clock of their silo.</summary>
/// <param name="SinceSuccess">Since the last successful tick; null if there was none since the scheduler was activated.</param>
/// <param name="Running">How long the current tick has been running; null if none is.</param>
/// <param name="Failure">Why the latest tick failed; null if it did not.</param>
/// <param name="Watched">Since the scheduler was activated.</param>
[GenerateSerializer, Immutable, Alias("tier-report")]
public sealed record TierReport(
    [property: Id(0)] TimeSpan? SinceSuccess, [property: Id(1)] TimeSpan? Running, [property: Id(2)] string? Failure,
    [property: Id(3)] TimeSpan Watched);
