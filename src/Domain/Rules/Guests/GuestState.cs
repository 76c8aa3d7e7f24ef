using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>What is last known of a guest, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("guest-state")]
public sealed record GuestState
{
    /// <summary>VM or container.</summary>
    [Id(0)] public required GuestKind Kind { get; init; }

    /// <summary>The last run state that was believed.</summary>
    [Id(1)] public required GuestStatus Status { get; init; }

    /// <summary>Since when.</summary>
    [Id(2)] public required DateTimeOffset Since { get; init; }

    /// <summary>The node that it was on.</summary>
    [Id(3)] public required string Node { get; init; }

    /// <summary>Its name, once known.</summary>
    [Id(4)] public string? Name { get; init; }

    /// <summary>Whether it is a template.</summary>
    [Id(5)] public bool Template { get; init; }

    /// <summary>What stands on it and what is yet to be delivered.</summary>
    [Id(6)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;

    /// <summary>Why it stopped last, as far as that was looked into; null before.</summary>
    [Id(7)] public StopFinding? LastStop { get; init; }

    /// <summary>When its latest run began, by its uptime and the monitor's clock, at most 15 s late; null where not known.</summary>
    [Id(8)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>When it was seen first; null where that is not on record.</summary>
    [Id(9)] public DateTimeOffset? KnownSince { get; init; }

    /// <summary>Since when answers lack it, as far as it was looked for; null while it is listed.</summary>
    [Id(10)] public DateTimeOffset? AbsentSince { get; init; }

    /// <summary>
    /// The same as far as it can be by the clock of now: what carries a time that is yet to come was written by another one.
    /// </summary>
    /// <param name="observation">The guest's latest row.</param>
    public GuestState AsOf(in GuestObservation observation)
    {
        var (at, good) = (observation.At, observation.LastGoodAt);
        if (Since <= at && !(RunSince > at)) return this;
        return this with
        {
            Since = Since <= at ? Since : good > DateTimeOffset.UnixEpoch && good <= at ? good : at,
            RunSince = RunSince > at ? null
                : RunSince
        };
    }
}
