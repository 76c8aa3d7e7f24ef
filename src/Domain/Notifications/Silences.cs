using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>All silences. Ended ones are kept for the record.</summary>
[GenerateSerializer, Immutable, Alias("silences")]
public sealed record Silences
{
    /// <summary>How many may be active or coming.</summary>
    public const int Capacity = 500;

    /// <summary>How many ended ones are kept, the newest.</summary>
    public const int MostEnded = 1000;

    /// <summary>No silences.</summary>
    public static Silences None { get; } = new();

    /// <summary>The silences, in the order of their creation.</summary>
    [Id(0)]
    public ImmutableArray<Silence> All
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>The silence with an id; null if there is none.</summary>
    public Silence? Find(string id) => All.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.Ordinal));

    /// <summary>Those that are active or coming.</summary>
    public Silences NotEnded(DateTimeOffset now) => this with { All = All.RemoveAll(one => one.StateAt(now) == SilenceState.Ended) };

    /// <summary>Whether another one can be added.</summary>
    public bool IsFull(DateTimeOffset now) => NotEnded(now).All.Length >= Capacity;

    /// <summary>With a new silence.</summary>
    public Silences With(Silence silence) => this with { All = All.Add(silence) };

    /// <summary>With a silence ended; unchanged if it is over or unknown.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="by">Who ends it.</param>
    /// <param name="at">When.</param>
    public Silences Ended(string id, string by, DateTimeOffset at) => Find(id) is { } found && found.StateAt(at) != SilenceState.Ended
        ? this with { All = All.Replace(found, found with { EndedAt = at, EndedBy = by }) }
        : this;

    /// <summary>Without those that ended before an instant, and without the oldest of too many.</summary>
    /// <param name="before">The instant.</param>
    /// <param name="now">The time.</param>
    public Silences Kept(DateTimeOffset before, DateTimeOffset now)
    {
        var surplus = All.Count(one => one.StateAt(now) == SilenceState.Ended) - MostEnded;
        var old = All.Where(one => one.StateAt(now) == SilenceState.Ended).OrderBy(one => one.End).Take(Math.Max(0, surplus)).ToHashSet();
        var kept = All.RemoveAll(one => one.End < before || old.Contains(one));
        return kept.Length == All.Length ? this : this with { All = kept };
    }
}
