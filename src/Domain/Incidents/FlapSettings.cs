namespace OrleansMonitor.Domain.Incidents;

/// <summary>When a condition that comes and goes is held as one incident.</summary>
/// <param name="Openings">How many openings of one key within <paramref name="Within"/> make it flapping, at least 2. Default 3.</param>
/// <param name="Within">The stretch of time in which openings count. Default 1 h.</param>
/// <param name="Calm">How long the condition must be gone before a flapping incident is resolved. Default 30 min.</param>
[GenerateSerializer, Immutable, Alias("flap-settings")]
public sealed record FlapSettings([property: Id(0)] int Openings, [property: Id(1)] TimeSpan Within, [property: Id(2)] TimeSpan Calm)
{
    /// <summary>3 openings within an hour; resolved after half an hour of calm.</summary>
    public static FlapSettings Default { get; } = new(3, TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));
}

/// <summary>How an incident flaps.</summary>
/// <param name="Times">How often its condition came, the openings that made it flapping included.</param>
/// <param name="Since">The first of them.</param>
/// <param name="QuietSince">Since when its condition is gone; null while it stands.</param>
[GenerateSerializer, Immutable, Alias("flap-state")]
public sealed record FlapState(
[property: Id(0)] int Times, [property: Id(1)] DateTimeOffset Since, [property: Id(2)] DateTimeOffset? QuietSince = null)
{
    /// <summary>
    /// When its condition came the last time; null where that is when the incident opened, and in records of an older version.
    /// </summary>
    [Id(3)] public DateTimeOffset? CameAt { get; init; }
}
