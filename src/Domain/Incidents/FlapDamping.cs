using System.Globalization;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Holds a condition that comes and goes as one incident, so that nobody is told of it again and again.</summary>
public static class FlapDamping
{
    /// <summary>What tells in a timeline that an incident flaps.</summary>
    public const string EntryKind = "flapping";

    /// <summary>Resolves a flapping incident whose condition was gone for long enough; else answers it as it is.</summary>
    public static Incident Settle(Incident incident, FlapSettings settings, DateTimeOffset now) =>
        incident is { IsOpen: true, Flap.QuietSince: { } quiet } && now - quiet >= settings.Calm
            ? IncidentLifecycle.Resolve(incident, now, $"it was calm for {Humanize.Span(settings.Calm)}")
            : incident;

    /// <summary>
    /// Marks an incident that has just opened as flapping, where its key opened too often lately; drops openings of long ago.
    /// </summary>
    internal static Incident MarkFlapping(Incident opened, FlapSettings settings)
    {
        // By distance, not order: after the clock was set back earlier openings lie ahead.
        var recent = opened.Openings.Where(at => (opened.OpenedAt - at).Duration() <= settings.Within).TakeLast(settings.Openings).ToList();
        var held = opened with { Openings = [.. recent] };
        return opened.ConcernsMonitor || recent.Count < settings.Openings
            ? held
            : Publish(held with { Flap = new(recent.Count, recent.Min()) }, opened.OpenedAt);
    }

    /// <summary>Its condition came again.</summary>
    internal static Incident Return(Incident incident, DateTimeOffset at) =>
        Publish(incident with { Flap = incident.Flap! with { Times = incident.Flap.Times + 1, QuietSince = null, CameAt = at } }, at);

    /// <summary>Its condition is gone, for now.</summary>
    internal static Incident Pause(Incident incident, DateTimeOffset at) =>
        incident with { Flap = incident.Flap! with { QuietSince = at } };

    // One entry that is brought up to date: a thousand flaps must not make a thousand entries.
    private static Incident Publish(Incident incident, DateTimeOffset at)
    {
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"flapping: opened {Humanize.Count(incident.Flap!.Times, "time")} since {incident.Flap.Since.UtcDateTime:yyyy-MM-dd HH:mm'Z'}, "
            + $"kept open until stable");
        var entry = incident.Timeline.FirstOrDefault(known => known.Kind == EntryKind);
        var now = new TimelineEntry(at, EntryKind, "monitor", words);
        return incident with { Timeline = entry is null ? incident.Timeline.Add(now) : incident.Timeline.Remove(entry).Add(now) };
    }
}
