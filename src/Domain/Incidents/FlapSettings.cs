namespace OrleansMonitor.Domain.Incidents;

/// <summary>When a recurring condition is kept in one incident.</summary>
/// <param name="Openings">How many openings of one key within <paramref name="Within"/> count as flapping, at least 2. Default 3.</param>
/// <param name="Within">The period in which openings count. Default 1 h.</param>
/// <param name="Calm">How long the condition must be absent before a flapping incident is resolved. Default 30 min.</param>
[GenerateSerializer, Immutable, Alias("flap-settings")]
public sealed record FlapSettings([property: Id(0)] int Openings, [property: Id(1)] TimeSpan Within, [property: Id(2)] TimeSpan Calm)
{
    /// <summary>3 openings within an hour; resolved after 30 minutes without the condition.</summary>
    public static FlapSettings Default { get; } = new(3, TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));
}

/// <summary>The flapping state of an incident.</summary>
/// <param name="Times">How often the condition was raised, including the openings that made it flapping.</param>
/// <param name="Since">When it was first raised.</param>
/// <param name="QuietSince">Since when the condition is absent; null while it is active.</param>
[GenerateSerializer, Immutable, Alias("flap-state")]
public sealed record FlapState(
    [property: Id(0)] int Times, [property: Id(1)] DateTimeOffset Since, [property: Id(2)] DateTimeOffset? QuietSince = null)
{
    /// <summary>When the condition was last raised; null if that is when the incident opened, and in records of an older version.</summary>
    [Id(3)] public DateTimeOffset? CameAt { get; init; }
}
