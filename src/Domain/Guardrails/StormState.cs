using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>A failure that counts towards a storm.</summary>
/// <param name="Key">The incident's key: the same one counts once.</param>
/// <param name="At">When its condition came, the last time where it flaps.</param>
[GenerateSerializer, Immutable, Alias("storm-failure")]
public sealed record StormFailure([property: Id(0)] string Key, [property: Id(1)] DateTimeOffset At);

/// <summary>Whether many things fail at once in a cluster. Written on change; small, since only a window of failures is kept.</summary>
[GenerateSerializer, Immutable, Alias("storm-state")]
public sealed record StormState
{
    /// <summary>No storm, no failures.</summary>
    public static StormState Calm { get; } = new();

    /// <summary>Failures that still count.</summary>
    [Id(0)] public ImmutableArray<StormFailure> Recent { get; init; } = [];

    /// <summary>Since when a storm lasts; null for none.</summary>
    [Id(1)] public DateTimeOffset? Since { get; init; }

    /// <summary>Keys of all incidents that belong to it, for the parent incident.</summary>
    [Id(2)] public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>When the last failure came.</summary>
    [Id(3)] public DateTimeOffset LastAt { get; init; }

    /// <summary>When the last storm ended: failures up to then do not count again.</summary>
    [Id(4)] public DateTimeOffset SettledAt { get; init; }

    /// <summary>
    /// The same as far as it can be by the clock of now: what carries a time that is yet to come was written by another one.
    /// </summary>
    /// <param name="now">Now.</param>
    public StormState AsOf(DateTimeOffset now)
    {
        if (LastAt <= now && SettledAt <= now && !(Since > now) && Recent.All(failure => failure.At <= now)) return this;
        return this with
        {
            Recent = Recent.RemoveAll(failure => failure.At > now),
            LastAt = Earlier(LastAt, now),
            SettledAt = Earlier(SettledAt, now),
            Since = Since > now ? now : Since,
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>True while it lasts.</summary>
    public bool Active => Since is not null;
}
