using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// How long ago a cluster was last polled, on the monotonic clock of whoever holds this: a step of the wall clock changes nothing. The one rule of
/// freshness judges by it.
/// </summary>
[GenerateSerializer, Immutable, Alias("poll-age")]
public sealed record PollAge
{
    // A tick may be late or fail once without what it saw being old.
    private const int Periods = 3;

    // Proxmox itself publishes every 10 s, so that a shorter age says nothing about its rows.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>Since a poll was last applied: read, compared and delivered. Null where none was.</summary>
    [Id(0)] public TimeSpan? Applied { get; init; }

    /// <summary>Since a poll last came to an end, applied or put down to Proxmox. Null where none did.</summary>
    [Id(1)] public TimeSpan? Concluded { get; init; }

    /// <summary>Since the holder began to watch; takes the place of what never happened.</summary>
    [Id(2)] public TimeSpan Watched { get; init; }

    /// <summary>How long the poll that runs has been waiting for Proxmox; null where none waits.</summary>
    [Id(3)] public TimeSpan? Asking { get; init; }

    /// <summary>From which age on what was seen is stale: three periods of its tier, at least 10 s.</summary>
    public static TimeSpan Limit(TimeSpan period) => Periods * period > Least ? Periods * period : Least;

    /// <summary>From which age on what was seen is stale.</summary>
    public static TimeSpan Limit(TierSettings tiers, Tier tier) => Limit(tiers.Period(tier));

    /// <summary>Whether no poll was applied within the limit.</summary>
    public bool IsOld(TimeSpan limit) => (Applied ?? Watched) > limit;

    /// <summary>Whether no poll came to an end within the limit, so that not even a failure is news.</summary>
    public bool IsMissing(TimeSpan limit) => (Concluded ?? Watched) > limit;
}
