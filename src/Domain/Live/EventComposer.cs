using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Live;

/// <summary>Builds the events for clients. The same occurrence always has the same id.</summary>
public static class EventComposer
{
    /// <summary>The event for a finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="incident">Its incident, or null.</param>
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

    /// <summary>The event for a change of an incident.</summary>
    /// <param name="incident">The current incident.</param>
    /// <param name="step">The change. Part of the id, so there is one event per kind unless <paramref name="occurrence"/> is set.</param>
    /// <param name="source">The source (<see cref="EventSource"/>).</param>
    /// <param name="at">When it happened.</param>
    /// <param name="reason">The reason, as text.</param>
    /// <param name="notify">Whether to notify people (<see cref="MonitorEvent.Notify"/>).</param>
    /// <param name="occurrence">Distinguishes changes that can occur more than once; null for others.</param>
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

    /// <summary>An event about the monitor itself.</summary>
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

    // The title of an ended incident quotes a value that is out of date.
    private static string SubjectOf(Incident incident, string step)
    {
        if (step is not ("resolved" or "quieted")) return incident.Title;
        var subject = incident.Subject ?? incident.Title;
        return RepairOutcome.Of(incident) is { } outcome ? $"{subject} · {outcome}" : subject;
    }

    private static string Sentence(string title, string reason) => $"{title}: {reason}.";
}
