namespace OrleansMonitor.Domain.Incidents;

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
