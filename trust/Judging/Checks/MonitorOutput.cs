using OrleansMonitor.Domain.Live;
using OrleansMonitor.Trust.Judging.Truth;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>What the monitor said of its incidents, by the true clock.</summary>
internal sealed class Telling
{
    public Telling(Play play)
    {
        foreach (var said in play.Events.Where(said => said is { Type: EventType.Incident, IncidentKey: not null, IncidentId: not null }))
            Steps.Add(
                new(At(play, said), said.IncidentKey!, said.IncidentId!, said.Title[(said.Title.LastIndexOf(' ') + 1)..], said.Notify));
        foreach (var incident in play.Incidents)
        {
            var own = Steps.FindAll(step => step.Incident == incident.Id);
            var opened = own.Find(step => step.Word == "opened")?.At ?? incident.OpenedAt;
            var resolved = incident.ResolvedAt is null ? (DateTimeOffset?)null : own.Find(step => step.Word == "resolved")?.At
                ?? incident.ResolvedAt;
            Lives.Add(new(incident.Id, incident.Key, new(opened, resolved ?? DateTimeOffset.MaxValue), own.Find(step => step.Tells)?.At));
        }

        Notices = play.Events.Where(said => said.Notify).Select(said => new Notice(At(play, said), said.IncidentKey)).ToList();
    }

    public List<Step> Steps { get; } = [];
    public List<Life> Lives { get; } = [];

    /// <summary>Everything that people were sent.</summary>
    public List<Notice> Notices { get; }

    public static DateTimeOffset At(Play play, MonitorEvent said) => play.StoredAt.TryGetValue(said.Sequence, out var at) ? at
        : said.Timestamp;
}

/// <summary>A step in an incident's life, as it was told or kept.</summary>
/// <param name="At">When it was first told, stored or live.</param>
/// <param name="Key">The incident's key.</param>
/// <param name="Incident">Its id.</param>
/// <param name="Word">What happened to it, such as <c>opened</c>.</param>
/// <param name="Notify">Whether people were sent it.</param>
internal sealed record Step(DateTimeOffset At, string Key, string Incident, string Word, bool Notify)
{
    /// <summary>Whether people learnt by it that something is wrong.</summary>
    public bool Tells => Notify && Word is "opened" or "released" or "flapped" or "updated";
}

/// <summary>An incident from its opening to its end.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its key.</param>
/// <param name="Open">How long it was open.</param>
/// <param name="ToldAt">When people first heard of it; null where they never did.</param>
internal sealed record Life(string Id, string Key, Span Open, DateTimeOffset? ToldAt);

/// <summary>Something that people were sent.</summary>
/// <param name="At">When.</param>
/// <param name="Key">The incident's key; null where it is about none.</param>
internal sealed record Notice(DateTimeOffset At, string? Key);
