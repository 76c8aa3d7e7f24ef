using System.Globalization;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Keeps a flapping condition in one incident, to avoid repeated notifications.</summary>
public static class FlapDamping
{
    /// <summary>The kind of the timeline entry of a flapping incident.</summary>
    public const string EntryKind = "flapping";

    /// <summary>Resolves a flapping incident whose condition has been absent long enough; otherwise returns it unchanged.</summary>
    public static Incident ResolveIfCalm(Incident incident, IncidentSettings settings, DateTimeOffset now) =>
        incident is { IsOpen: true, Flap.QuietSince: { } quiet } && (now - quiet).Duration() >= settings.FlapCalm
            ? IncidentLifecycle.Resolve(incident, now, $"it was calm for {Humanize.Span(settings.FlapCalm)}")
            : incident;

    /// <summary>Marks a newly opened incident as flapping if its key opened too often recently. Drops old openings.</summary>
    internal static Incident MarkFlapping(Incident opened, IncidentSettings settings)
    {
        // Compares distances, not order: if the clock was set back, earlier openings are in the future.
        var recent = opened.Openings.Where(at => (opened.OpenedAt - at).Duration() <= settings.FlapWithin)
            .TakeLast(settings.FlapOpenings).ToList();
        var held = opened with { Openings = [.. recent] };
        return opened.ConcernsMonitor || recent.Count < settings.FlapOpenings
            ? held
            : RecordFlapping(held with { Flap = new(recent.Count, recent.Min()) }, opened.OpenedAt);
    }

    /// <summary>
    /// Whether a flapping incident still flaps. One whose condition was active without a break for the whole period does not.
    /// </summary>
    internal static bool StillFlaps(Incident incident, IncidentSettings settings, DateTimeOffset now) =>
        now - (incident.Flap!.CameAt ?? incident.OpenedAt) < settings.FlapWithin;

    /// <summary>The condition returned.</summary>
    internal static Incident Return(Incident incident, DateTimeOffset at) =>
        RecordFlapping(
            incident with { Flap = incident.Flap! with { Times = incident.Flap.Times + 1, QuietSince = null, CameAt = at } }, at);

    /// <summary>The condition is absent for now.</summary>
    internal static Incident Pause(Incident incident, DateTimeOffset at) =>
        incident with { Flap = incident.Flap! with { QuietSince = at } };

    // Updates one entry: a thousand flaps must not add a thousand entries.
    private static Incident RecordFlapping(Incident incident, DateTimeOffset at)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"flapping: opened {Humanize.Count(incident.Flap!.Times, "time")} since {incident.Flap.Since.UtcDateTime:yyyy-MM-dd HH:mm'Z'}, "
                + $"kept open until stable");
        var entry = incident.Timeline.FirstOrDefault(known => known.Kind == EntryKind);
        var now = new TimelineEntry(at, EntryKind, "monitor", text);
        return incident with { Timeline = entry is null ? incident.Timeline.Add(now) : incident.Timeline.Remove(entry).Add(now) };
    }
}
