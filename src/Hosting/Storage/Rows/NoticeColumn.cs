using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>How an incident is told, held and recognised, as it stands in one column. Field names are part of the stored data.</summary>
/// <param name="Suppressions">What suppresses it.</param>
/// <param name="NotifiedAt">When people were told of it.</param>
/// <param name="Flap">How it flaps.</param>
/// <param name="Openings">When incidents of its key opened lately.</param>
/// <param name="Taken">The findings that its key took in lately.</param>
/// <param name="Storage">The storage that it comes from.</param>
/// <param name="Subject">What is measured.</param>
internal sealed record NoticeColumn(
    ImmutableArray<Suppression>? Suppressions, DateTimeOffset? NotifiedAt, FlapState? Flap, ImmutableArray<DateTimeOffset>? Openings,
    ImmutableArray<string>? Taken,
    string? Storage = null, string? Subject = null)
{
    public static NoticeColumn Of(Incident incident) =>
        new(incident.Suppressions, incident.NotifiedAt, incident.Flap, incident.Openings, incident.AppliedFindings, incident.Storage,
            incident.Subject);

    public Incident Give(Incident incident) => incident with
    {
        Suppressions = Suppressions ?? [],
        NotifiedAt = NotifiedAt,
        Flap = Flap,
        Openings = Openings ?? [],
        AppliedFindings = Taken ?? [],
        Storage = Storage,
        Subject = Subject,
    };
}
