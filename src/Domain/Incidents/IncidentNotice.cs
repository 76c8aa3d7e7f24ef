using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Decides whether people are notified of an incident. Pure.</summary>
public static class IncidentNotice
{
    /// <summary>Applies suppressions to a newly opened incident; without any, it is notified at once.</summary>
    public static Incident OnOpened(Incident opened, ImmutableArray<Suppression> suppressions) => suppressions.IsEmpty
        ? opened with { NotifiedAt = opened.NotifiedAt ?? opened.OpenedAt, Suppressions = [] }
        : Suppress(opened, suppressions, opened.OpenedAt);

    /// <summary>
    /// Applies suppressions to a flapping incident whose condition was just raised or cleared. If nobody was notified yet, it is notified
    /// when the condition returns unsuppressed. No timeline entry is added: one entry covers all flapping.
    /// </summary>
    public static Incident OnFlapped(Incident flapping, ImmutableArray<Suppression> suppressions) => flapping with
    {
        Suppressions = suppressions,
        ParentId = ParentOf(suppressions) ?? flapping.ParentId,
        NotifiedAt = suppressions.IsEmpty ? flapping.NotifiedAt ?? flapping.BeganAt : flapping.NotifiedAt,
    };

    /// <summary>
    /// Re-evaluates an open incident: it may become suppressed, change its suppressions, or be released. On release it is notified if
    /// nobody was notified yet, unless only a storm suppressed it: people were notified of the storm, and thousands of notices at its end
    /// would hide what matters.
    /// </summary>
    public static IncidentStep Reevaluate(Incident incident, ImmutableArray<Suppression> suppressions, DateTimeOffset now)
    {
        if (!incident.IsOpen || suppressions.SequenceEqual(incident.Suppressions))
            return new(incident, IncidentChange.None, "nothing that changes it");
        if (!suppressions.IsEmpty) return new(Suppress(incident, suppressions, now), IncidentChange.Suppressed, Describe(suppressions));

        var reason = incident.NotifiedAt is null ? "no longer suppressed, still active" : "no longer suppressed";
        var notified = IsStormOnly(incident) ? incident.NotifiedAt : incident.NotifiedAt ?? now;
        return new(
            incident with
            {
                Suppressions = [],
                NotifiedAt = notified,
                Timeline = incident.Timeline.Add(new(now, "released", "monitor", reason)),
            },
            IncidentChange.Released,
            reason);
    }

    /// <summary>Whether people are notified of a change. The event stream has every change.</summary>
    /// <param name="before">The incident before the change; null if it opened.</param>
    /// <param name="after">The incident after the change.</param>
    /// <param name="change">The change.</param>
    /// <param name="stepped">True if another condition of the threshold ladder replaces it; that one is notified.</param>
    public static bool ShouldNotify(Incident? before, Incident after, IncidentChange change, bool stepped) => change switch
    {
        IncidentChange.Opened => after.NotifiedAt is not null,
        IncidentChange.Released => before is not { } held || (held.NotifiedAt is null && !IsStormOnly(held)),
        IncidentChange.Flapped => after.NotifiedAt == after.BeganAt,
        IncidentChange.Updated => !after.IsSuppressed,
        IncidentChange.Resolved => after.NotifiedAt is not null && !stepped,
        _ => false,
    };

    /// <summary>
    /// Whether an incident that another condition of its threshold ladder replaces has to be closed where it is shown as open, although
    /// people are not notified of its end (<see cref="ShouldNotify"/>).
    /// </summary>
    /// <param name="after">The incident after the change.</param>
    /// <param name="change">The change.</param>
    /// <param name="stepped">True if another condition of the threshold ladder replaces it.</param>
    public static bool ShouldClose(Incident after, IncidentChange change, bool stepped) =>
        change == IncidentChange.Resolved && after.NotifiedAt is not null && stepped;

    private static bool IsStormOnly(Incident incident) => incident.IsSuppressed && incident.Suppressions.All(StormReach.IsSource);

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
