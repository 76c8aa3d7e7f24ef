namespace OrleansMonitor.Domain.Notifications;

/// <summary>Mutes the notifications of the incidents that it matches, for a while. It hides no incident.</summary>
[GenerateSerializer, Immutable, Alias("silence")]
public sealed record Silence
{
    /// <summary>Its unique id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>What it mutes.</summary>
    [Id(1)] public required NoticeMatch Match { get; init; }

    /// <summary>Who created it.</summary>
    [Id(2)] public required string Author { get; init; }

    /// <summary>Why, as text; may be empty.</summary>
    [Id(3)] public string Comment { get; init; } = "";

    /// <summary>When it was created.</summary>
    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it begins.</summary>
    [Id(5)] public required DateTimeOffset BeginsAt { get; init; }

    /// <summary>When it ends; null if it ends with its incident.</summary>
    [Id(6)] public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When it was ended before that, or its incident ended; null if it was not.</summary>
    [Id(7)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it: a person, or <c>monitor</c> with its incident; null if nobody did.</summary>
    [Id(8)] public string? EndedBy { get; init; }

    /// <summary>When it ends or ended; null if that is not known yet.</summary>
    public DateTimeOffset? End => EndedAt ?? EndsAt;

    /// <summary>Whether it ends with its incident, which has not happened yet.</summary>
    public bool IsUntilResolved => End is null;

    /// <summary>Its state.</summary>
    /// <param name="now">The time.</param>
    public SilenceState StateAt(DateTimeOffset now)
    {
        if (EndedAt is not null || EndsAt <= now) return SilenceState.Ended;
        return BeginsAt > now ? SilenceState.Coming : SilenceState.Active;
    }
}

/// <summary>The state of a silence.</summary>
public enum SilenceState
{
    /// <summary>It mutes.</summary>
    Active,

    /// <summary>It has not begun.</summary>
    Coming,

    /// <summary>It is over and kept for the record.</summary>
    Ended,
}
