using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Whether people are told of an incident. Pure.</summary>
public static class IncidentNotice
{
    /// <summary>Gives an incident that has just opened what suppresses it; told at once where nothing does.</summary>
    public static Incident Begin(Incident opened, ImmutableArray<Suppression> suppressions) => suppressions.IsEmpty
        ? opened with { NotifiedAt = opened.NotifiedAt ?? opened.OpenedAt, Suppressions = [] }
        : Suppress(opened, suppressions, opened.OpenedAt);

    /// <summary>
    /// Gives an incident that flaps, and whose condition has just come or gone, what suppresses it from here on. One that nobody was told
    /// of yet is told with its return where nothing does. The timeline has one entry for all of its flapping, so none is added.
    /// </summary>
    public static Incident Turn(Incident flapping, ImmutableArray<Suppression> suppressions) => flapping with
    {
        Suppressions = suppressions,
        ParentId = ParentOf(suppressions) ?? flapping.ParentId,
        NotifiedAt = suppressions.IsEmpty ? flapping.NotifiedAt ?? flapping.BeganAt : flapping.NotifiedAt,
    };

    /// <summary>
    /// Weighs an open incident again: it may become suppressed, for another reason than before, or be released. One that nobody was told of
    /// yet is told when it is released, but not where only a storm covered it: people heard of the storm, and ten thousand notices at its
    /// end would bury what matters.
    /// </summary>
    public static IncidentStep Weigh(Incident incident, ImmutableArray<Suppression> suppressions, DateTimeOffset now)
    {
        if (!incident.IsOpen || suppressions.SequenceEqual(incident.Suppressions))
            return new(incident, IncidentChange.None, "nothing that changes it");
        if (!suppressions.IsEmpty) return new(Suppress(incident, suppressions, now), IncidentChange.Suppressed, Describe(suppressions));

        var words = incident.NotifiedAt is null ? "no longer suppressed, still active" : "no longer suppressed";
        var notified = WasOfStorm(incident) ? incident.NotifiedAt : incident.NotifiedAt ?? now;
        return new(
            incident with
            {
                Suppressions = [],
                NotifiedAt = notified,
                Timeline = incident.Timeline.Add(new(now, "released", "monitor", words))
            },
            IncidentChange.Released,
            words);
    }

    /// <summary>Whether a step is to be told to people. The event stream has every step.</summary>
    /// <param name="before">The incident before it; null where it opened.</param>
    /// <param name="after">The incident after it.</param>
    /// <param name="change">The step.</param>
    /// <param name="stepped">True where another condition of the ladder takes its place: that one is told.</param>
    public static bool Tells(Incident? before, Incident after, IncidentChange change, bool stepped) => change switch
    {
        IncidentChange.Opened => after.NotifiedAt is not null,
        IncidentChange.Released => before is not { } held || (held.NotifiedAt is null && !WasOfStorm(held)),
        IncidentChange.Flapped => after.NotifiedAt == after.BeganAt,
        IncidentChange.Updated => !after.IsSuppressed,
        IncidentChange.Resolved => after.NotifiedAt is not null && !stepped,
        _ => false,
    };

    private static bool WasOfStorm(Incident incident) => incident.IsSuppressed && incident.Suppressions.All(StormReach.IsSource);

    private static Incident Suppress(Incident incident, ImmutableArray<Suppression> suppressions, DateTimeOffset at) => incident with
    {
        Suppressions = suppressions,
        ParentId = ParentOf(suppressions) ?? incident.ParentId,
        Timeline = incident.Timeline.Add(new(at, "suppressed", "monitor", Describe(suppressions))),
    };

    private static string? ParentOf(ImmutableArray<Suppression> suppressions) =>
        suppressions.FirstOrDefault(suppression => suppression.ParentId is not null)?.ParentId;

    private static string Describe(ImmutableArray<Suppression> suppressions) =>
        string.Join("; ", suppressions.Select(suppression => suppression.Reason));
}
