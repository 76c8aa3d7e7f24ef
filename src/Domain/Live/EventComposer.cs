using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Live;

/// <summary>Writes the events that clients see. The same happening always has the same id.</summary>
public static class EventComposer
{
    /// <summary>The event of a finding.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="incident">The incident that it belongs to, or null.</param>
    public static MonitorEvent Of(Finding finding, Incident? incident) => new()
    {
        Id = finding.Id,
        Timestamp = finding.At,
        Type = finding.IsThreshold ? EventType.Threshold : EventType.StateChange,
        Severity = finding.Severity,
        Source = EventSource.Monitor,
        Cluster = finding.Entity.ClusterText,
        Node = finding.Node ?? finding.Entity.Node,
        Guest = finding.Entity.Vmid,
        Condition = finding.Condition,
        IncidentKey = incident?.Key,
        IncidentId = incident?.Id,
        Title = finding.Title,
        Message = Sentence(finding.Title, finding.Reason),
        Details = finding.Details.SetItem("entity", finding.Entity.ToString()).SetItem("kind", finding.Kind.ToString().ToLowerInvariant()),
    };

    /// <summary>The event of a step in an incident's life.</summary>
    /// <param name="incident">The incident as it is now.</param>
    /// <param name="step">What happened to it; part of the id, so one event of each kind unless <paramref name="occurrence"/> tells them
    /// apart.</param>
    /// <param name="source">Who did it (<see cref="EventSource"/>).</param>
    /// <param name="at">When.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="notify">Whether people are to be told (<see cref="MonitorEvent.Notify"/>).</param>
    /// <param name="occurrence">Tells apart steps that come more than once; null for those that do not.</param>
    public static MonitorEvent Of(
        Incident incident, string step, string source, DateTimeOffset at, string reason, bool notify = false,
        string? occurrence = null) => new()
        {
            Id = occurrence is null ? $"incident:{incident.Id}:{step}" : $"incident:{incident.Id}:{step}:{occurrence}",
            Timestamp = at,
            Type = EventType.Incident,
            Severity = step is "opened" or "released" or "flapped" or "updated" ? incident.Severity : Severity.Info,
            Source = source,
            Cluster = incident.Entity.ClusterText,
            Node = incident.Node ?? incident.Entity.Node,
            Guest = incident.Entity.Vmid,
            Condition = incident.Condition,
            IncidentKey = incident.Key,
            IncidentId = incident.Id,
            Title = $"{incident.Key} {step}",
            Message = Sentence(SubjectOf(incident, step), reason),
            Details = Facts(incident).Add(MonitorEvent.NotifyDetail, notify ? "true" : "false"),
        };

    /// <summary>An event of the monitor itself.</summary>
    public static MonitorEvent System(
        string id, DateTimeOffset at, Severity severity, string source, string? cluster, string title, string message) => new()
        {
            Id = id,
            Timestamp = at,
            Type = EventType.System,
            Severity = severity,
            Source = source,
            Cluster = cluster,
            Title = title,
            Message = message,
        };

    private static ImmutableDictionary<string, string> Facts(Incident incident)
    {
        var facts = ImmutableDictionary<string, string>.Empty
            .Add("entity", incident.Entity.ToString()).Add("state", incident.State.ToString().ToLowerInvariant());
        if (incident.ParentId is { } parent) facts = facts.Add("parentId", parent);
        return incident.IsSuppressed
            ? facts.Add("suppressedBy", string.Join("; ", incident.Suppressions.Select(suppression => suppression.Reason))) : facts;
    }

    // What is over is not said with the figure that it began with.
    private static string SubjectOf(Incident incident, string step) =>
        step is "resolved" or "quieted" ? incident.Subject ?? incident.Title : incident.Title;

    private static string Sentence(string title, string reason) => $"{title}: {reason}.";
}
