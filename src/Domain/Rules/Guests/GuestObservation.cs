using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>A guest's row together with what must be known to believe it.</summary>
/// <param name="Sample">The row.</param>
/// <param name="At">When it was taken.</param>
/// <param name="NodeStatus">The state of the node that it names, in the same answer; unknown where the node's data stands still.</param>
/// <param name="Crowded">True when many guests are suspect at once: the next tick is the witness, not a flood of calls.</param>
/// <param name="LastGoodAt">When its node's data was last good before this row: what ended its run began later.</param>
/// <param name="Blind">Why its node's tasks cannot be read; null where nothing is known to hinder that.</param>
[GenerateSerializer, Immutable, Alias("guest-sighting")]
public readonly record struct GuestObservation(
    [property: Id(0)] GuestSample Sample,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] NodeStatus NodeStatus,
    [property: Id(3)] bool Crowded,
    [property: Id(4)] DateTimeOffset LastGoodAt,
    [property: Id(5)] string? Blind = null)
{
    /// <summary>When its latest run began, as its rows' uptimes tell; null before it was seen to run.</summary>
    [Id(6)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>When its node booted, by the node's uptime and the monitor's clock; null where not known.</summary>
    [Id(7)] public DateTimeOffset? NodeBootedAt { get; init; }

    /// <summary>What its own node said of it just now, where that was asked for many guests together; null where it was not.</summary>
    [Id(9)] public GuestLive? Live { get; init; }

    /// <summary>Whether it is to run at boot, where that was read already; null where it was not.</summary>
    [Id(10)] public bool? OnBoot { get; init; }

    /// <summary>True while a storm stands that this sighting belongs to: nothing more is asked for this guest alone.</summary>
    [Id(11)] public bool InStorm { get; init; }

    /// <summary>How long a round of its node's pvestatd takes: rows within one are the same row. Null where not known.</summary>
    [Id(8)] public TimeSpan? NodePace { get; init; }
}
