using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>A guest's row with the context needed to evaluate it.</summary>
/// <param name="Sample">The row.</param>
/// <param name="At">When the row was read.</param>
/// <param name="NodeStatus">The state of its node in the same answer; unknown if the node's data is frozen.</param>
/// <param name="Crowded">True if many guests changed at once: the next tick confirms them instead of many live calls.</param>
/// <param name="LastGoodAt">When its node's data was last good before this row; the cause of a stop is newer.</param>
/// <param name="WhyTasksUnread">Why its node's tasks cannot be read; null if nothing is known to prevent it.</param>
[GenerateSerializer, Immutable, Alias("guest-sighting")]
public readonly record struct GuestObservation(
    [property: Id(0)] GuestSample Sample,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] NodeStatus NodeStatus,
    [property: Id(3)] bool Crowded,
    [property: Id(4)] DateTimeOffset LastGoodAt,
    [property: Id(5)] string? WhyTasksUnread = null)
{
    /// <summary>Start of its latest run, by its rows' uptimes; null before it was observed running.</summary>
    [Id(6)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>When its node booted, by the node's uptime and the monitor's clock; null if not known.</summary>
    [Id(7)] public DateTimeOffset? NodeBootedAt { get; init; }

    /// <summary>Its live status, if it was read for many guests together; null if not.</summary>
    [Id(9)] public GuestLive? Live { get; init; }

    /// <summary>Whether it starts at boot, if already read; null if not.</summary>
    [Id(10)] public bool? OnBoot { get; init; }

    /// <summary>True while this observation belongs to an active storm: nothing more is read for this guest alone.</summary>
    [Id(11)] public bool InStorm { get; init; }

    /// <summary>
    /// When the cluster's grain began to watch; null if not known. What a guest's grain remembers from before without storing it is out of
    /// date: rows may not have reached it.
    /// </summary>
    [Id(12)] public DateTimeOffset? WatchedSince { get; init; }

    /// <summary>
    /// The last time that its cluster may have been without quorum, in which no guest can be started; null if it was not.
    /// </summary>
    [Id(13)] public DateTimeOffset? WithoutQuorumAt { get; init; }

    /// <summary>Its node's pvestatd cycle: rows within one cycle are the same row. Null if not known.</summary>
    [Id(8)] public TimeSpan? NodePace { get; init; }
}
