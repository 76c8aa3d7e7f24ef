using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// The time since a cluster's polls, on the holder's monotonic clock, unaffected by wall clock steps. The only freshness rule is based on
/// it.
/// </summary>
[GenerateSerializer, Immutable, Alias("poll-age")]
public sealed record PollAge
{
    // One late or failed tick does not make the data old.
    private const int Periods = 3;

    // Proxmox publishes every 10 s, so a shorter limit is meaningless.
    private static readonly TimeSpan MinLimit = TimeSpan.FromSeconds(10);

    /// <summary>Age of the rows that were last applied: the time since Proxmox was asked for them. Null for never.</summary>
    [Id(0)] public TimeSpan? Applied { get; init; }

    /// <summary>Time since a poll last ended, applied or attributed to Proxmox. Null for never.</summary>
    [Id(1)] public TimeSpan? Concluded { get; init; }

    /// <summary>Time since the holder started monitoring; used instead of null values.</summary>
    [Id(2)] public TimeSpan Watched { get; init; }

    /// <summary>How long the running poll has been waiting for Proxmox; null if none waits.</summary>
    [Id(3)] public TimeSpan? Asking { get; init; }

    /// <summary>The age from which data is stale: three periods of its tier, at least 10 s.</summary>
    public static TimeSpan Limit(TimeSpan period) => Periods * period > MinLimit ? Periods * period : MinLimit;

    /// <summary>The age from which data is stale.</summary>
    public static TimeSpan Limit(TierSettings tiers, Tier tier) => Limit(tiers.Period(tier));

    /// <summary>Whether the applied rows are older than the limit.</summary>
    public bool IsOld(TimeSpan limit) => (Applied ?? Watched) > limit;

    /// <summary>Whether no poll ended within the limit, not even by a failure.</summary>
    public bool IsMissing(TimeSpan limit) => (Concluded ?? Watched) > limit;
}
