using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>A failure that counts towards a storm.</summary>
/// <param name="Key">The incident's key; each key counts once.</param>
/// <param name="At">When the condition was raised; for a flapping condition, when it was last raised.</param>
[GenerateSerializer, Immutable, Alias("storm-failure")]
public sealed record StormFailure([property: Id(0)] string Key, [property: Id(1)] DateTimeOffset At);

/// <summary>
/// Whether a storm is active in a cluster. Written on each change, and small, since only the failures of one time window are kept.
/// </summary>
[GenerateSerializer, Immutable, Alias("storm-state")]
public sealed record StormState
{
    /// <summary>The state without a storm and without failures.</summary>
    public static StormState Calm { get; } = new();

    /// <summary>The failures that still count.</summary>
    [Id(0)] public ImmutableArray<StormFailure> Recent { get; init; } = [];

    /// <summary>When the active storm began; null if there is none.</summary>
    [Id(1)] public DateTimeOffset? Since { get; init; }

    /// <summary>The keys of all incidents that belong to the storm, for its parent incident.</summary>
    [Id(2)] public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>When the last failure occurred.</summary>
    [Id(3)] public DateTimeOffset LastAt { get; init; }

    /// <summary>When the last storm ended. Failures up to then do not count again.</summary>
    [Id(4)] public DateTimeOffset SettledAt { get; init; }

    /// <summary>
    /// The state with future times corrected and failures from the future removed. Such times were written by another clock, or before this
    /// one was set back.
    /// </summary>
    /// <param name="now">The current time.</param>
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

    /// <summary>True while a storm is active.</summary>
    public bool Active => Since is not null;
}
