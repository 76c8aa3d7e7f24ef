using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>
/// An incident's notification, suppression and flapping state in one JSON column. Field names are part of the stored data.
/// </summary>
/// <param name="Suppressions">The active suppressions.</param>
/// <param name="NotifiedAt">When people were notified.</param>
/// <param name="Flap">The flapping state.</param>
/// <param name="Openings">Recent opening times of incidents with this key.</param>
/// <param name="Taken">Recently applied findings of this key.</param>
/// <param name="Storage">The storage that causes the incident.</param>
/// <param name="Subject">What is measured.</param>
/// <param name="Guest">The tags and the pool of the guest.</param>
internal sealed record NoticeColumn(
    ImmutableArray<Suppression>? Suppressions, DateTimeOffset? NotifiedAt, FlapState? Flap, ImmutableArray<DateTimeOffset>? Openings,
    ImmutableArray<string>? Taken, string? Storage = null, string? Subject = null, GuestTraits? Guest = null)
{
    public static NoticeColumn Of(Incident incident) =>
        new(incident.Suppressions, incident.NotifiedAt, incident.Flap, incident.Openings, incident.AppliedFindings, incident.Storage,
            incident.Subject, incident.Guest);

    public Incident Give(Incident incident) => incident with
    {
        Suppressions = Suppressions ?? [],
        NotifiedAt = NotifiedAt,
        Flap = Flap,
        Openings = Openings ?? [],
        AppliedFindings = Taken ?? [],
        Storage = Storage,
        Subject = Subject,
        Guest = Guest,
    };
}
