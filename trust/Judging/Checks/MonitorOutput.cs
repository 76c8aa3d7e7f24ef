using OrleansMonitor.Domain.Live;
using OrleansMonitor.Trust.Judging.Truth;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>The monitor's incident transitions and notifications, by the true clock.</summary>
internal sealed class MonitorOutput
{
    public MonitorOutput(Play play)
    {
        foreach (var e in play.Events.Where(e => e is { Type: EventType.Incident, IncidentKey: not null, IncidentId: not null }))
            Transitions.Add(new(At(play, e), e.IncidentKey!, e.IncidentId!, e.Title[(e.Title.LastIndexOf(' ') + 1)..], e.Notify));
        foreach (var incident in play.Incidents)
        {
            var own = Transitions.FindAll(step => step.Incident == incident.Id);
            var opened = own.Find(step => step.Kind == "opened")?.At ?? incident.OpenedAt;
            var resolved = incident.ResolvedAt is { } stored
                ? own.Find(step => step.Kind == "resolved")?.At ?? stored
                : DateTimeOffset.MaxValue;
            Lifetimes.Add(new(incident.Id, incident.Key, new(opened, resolved), own.Find(step => step.IsAlert)?.At));
        }

        Notices = play.Events.Where(e => e.Notify).Select(e => new Notice(At(play, e), e.IncidentKey)).ToList();
    }

    public List<IncidentTransition> Transitions { get; } = [];
    public List<IncidentLifetime> Lifetimes { get; } = [];

    /// <summary>All notifications.</summary>
    public List<Notice> Notices { get; }

    public static DateTimeOffset At(Play play, MonitorEvent e) =>
        play.StoredAt.TryGetValue(e.Sequence, out var at) ? at : e.Timestamp;
}

/// <summary>A transition of an incident, as published or recorded.</summary>
/// <param name="At">When it was first published, stored or live.</param>
/// <param name="Key">The incident's key.</param>
/// <param name="Incident">Its id.</param>
/// <param name="Kind">The kind of transition, such as <c>opened</c>.</param>
/// <param name="Notify">Whether people were notified.</param>
internal sealed record IncidentTransition(DateTimeOffset At, string Key, string Incident, string Kind, bool Notify)
{
    /// <summary>Whether it notified people of a problem.</summary>
    public bool IsAlert => Notify && Kind is "opened" or "released" or "flapped" or "updated";
}

/// <summary>An incident from its opening to its end.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its key.</param>
/// <param name="Open">How long it was open.</param>
/// <param name="NotifiedAt">When people were first notified; null if never.</param>
internal sealed record IncidentLifetime(string Id, string Key, Span Open, DateTimeOffset? NotifiedAt);

/// <summary>A notification.</summary>
/// <param name="At">When.</param>
/// <param name="Key">The incident's key, if any.</param>
internal sealed record Notice(DateTimeOffset At, string? Key);
