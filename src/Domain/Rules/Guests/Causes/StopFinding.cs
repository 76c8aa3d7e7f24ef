namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>What an investigation of a confirmed stop came to.</summary>
/// <param name="Cause">Why the guest stopped.</param>
/// <param name="Crashed">Whether that counts as a crash.</param>
/// <param name="Reason">Why it does or does not.</param>
[GenerateSerializer, Immutable, Alias("stop-finding")]
public sealed record StopFinding([property: Id(0)] StopCause Cause, [property: Id(1)] bool Crashed, [property: Id(2)] string Reason)
{
    /// <summary>The guest is known to have run after this instant, by the monitor's clock; null where that was not kept.</summary>
    [Id(3)] public DateTimeOffset? RanAfter { get; init; }
}
