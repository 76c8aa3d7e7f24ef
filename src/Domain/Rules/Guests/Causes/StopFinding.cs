namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>The result of investigating a confirmed stop.</summary>
/// <param name="Cause">Why the guest stopped.</param>
/// <param name="Crashed">Whether that counts as a crash.</param>
/// <param name="Reason">The reason.</param>
[GenerateSerializer, Immutable, Alias("stop-finding")]
public sealed record StopFinding([property: Id(0)] StopCause Cause, [property: Id(1)] bool Crashed, [property: Id(2)] string Reason)
{
    /// <summary>The guest ran after this instant, by the monitor's clock; null if not stored.</summary>
    [Id(3)] public DateTimeOffset? RanAfter { get; init; }
}
