using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>A guest in a cluster's snapshot. Kept as it is while nothing about it moves noticeably.</summary>
/// <param name="Sample">Its row.</param>
/// <param name="SampledAt">When this row was taken; quiet guests keep an older one.</param>
/// <param name="Conditions">What stands on it.</param>
/// <param name="MissedPolls">Answers in a row that lacked it, 0 normally.</param>
[GenerateSerializer, Immutable, Alias("guest-entry")]
public sealed record GuestEntry(
    [property: Id(0)] GuestSample Sample,
    [property: Id(1)] DateTimeOffset SampledAt,
    [property: Id(2)] ImmutableArray<ActiveCondition> Conditions,
    [property: Id(3)] int MissedPolls = 0)
{
    /// <summary>
    /// When its latest run began, by the monitor's clock, as its rows' uptimes tell; up to 14 s late (api-facts §2). Null before it was
    /// seen to run.
    /// </summary>
    [Id(4)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>When answers lacked it last, or told nothing of whether it runs; null where none did.</summary>
    [Id(5)] public VisibilityGap? Hidden { get; init; }

    /// <summary>Its status before the present one, as its rows told; <c>unknown</c> tells nothing. Null where none is known.</summary>
    [Id(6)] public GuestStatus? Before { get; init; }

    /// <summary>
    /// Whether its present status came in a row of a node that was not online: other members show what they heard of it long ago.
    /// </summary>
    [Id(7)] public bool IsStatusOld { get; init; }

    /// <summary>When its own row was last good before the latest one.</summary>
    /// <param name="good">When its node's data was.</param>
    public DateTimeOffset SeenBefore(DateTimeOffset good) =>
        Hidden is { } hidden && good < hidden.Until && hidden.Since < good ? hidden.Since : good;
}
