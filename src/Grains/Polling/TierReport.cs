namespace OrleansMonitor.Grains.Polling;

/// <summary>How the ticks of a tier went last, on the monotonic clock of their silo.</summary>
/// <param name="SinceSuccess">Since a tick last ended well; null where none did since the scheduler came to its silo.</param>
/// <param name="Running">How long the tick that runs has been running; null where none does.</param>
/// <param name="Failure">What the latest tick failed with; null where it did not.</param>
/// <param name="Watched">Since the scheduler came to its silo.</param>
[GenerateSerializer, Immutable, Alias("tier-report")]
public sealed record TierReport(
    [property: Id(0)] TimeSpan? SinceSuccess, [property: Id(1)] TimeSpan? Running, [property: Id(2)] string? Failure,
    [property: Id(3)] TimeSpan Watched);
