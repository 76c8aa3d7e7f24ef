using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>A guest in a cluster's snapshot. Not replaced while nothing changes noticeably.</summary>
/// <param name="Sample">Its row.</param>
/// <param name="SampledAt">When the row was read; unchanged guests keep an older one.</param>
/// <param name="Conditions">Its active conditions.</param>
/// <param name="MissedPolls">Answers in a row that did not list it; normally 0.</param>
[GenerateSerializer, Immutable, Alias("guest-entry")]
public sealed record GuestEntry(
    [property: Id(0)] GuestSample Sample,
    [property: Id(1)] DateTimeOffset SampledAt,
    [property: Id(2)] ImmutableArray<ActiveCondition> Conditions,
    [property: Id(3)] int MissedPolls = 0)
{
    /// <summary>
    /// Start of its latest run, by the monitor's clock and its rows' uptimes; up to 14 s late (api-facts §2). Null before it was observed
    /// running.
    /// </summary>
    [Id(4)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>The latest period in which answers did not list it or did not show its state; null for none.</summary>
    [Id(5)] public VisibilityGap? Hidden { get; init; }

    /// <summary>Its previous status by its rows, ignoring <c>unknown</c>. Null if none is known.</summary>
    [Id(6)] public GuestStatus? Before { get; init; }

    /// <summary>Whether its current status comes from a row of a node that was not online: other members show old data of it.</summary>
    [Id(7)] public bool IsStatusOld { get; init; }

    /// <summary>When its own row was last good before the latest one.</summary>
    /// <param name="good">When its node's data was last good.</param>
    public DateTimeOffset SeenBefore(DateTimeOffset good) =>
        Hidden is { } hidden && good < hidden.Until && hidden.Since < good ? hidden.Since : good;
}
