using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;

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
    /// <summary>When its latest run began, by the monitor's clock, as its rows' uptimes tell; up to 14 s late (api-facts §2). Null before it was seen to run.</summary>
    [Id(4)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>
    /// The latest answer that listed it before others lacked it: whatever its row tells of then came after that, however fresh its node's data was meanwhile.
    /// Null where none lacked it since it last moved.
    /// </summary>
    [Id(5)] public DateTimeOffset? ListedAt { get; init; }
}
