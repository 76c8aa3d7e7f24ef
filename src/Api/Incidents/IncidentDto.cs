using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Api.Incidents;

/// <summary>An incident as clients see it.</summary>
internal sealed record IncidentDto(
    string Id, string Key, string Condition, string Severity, string State, string Cluster, string? Node, int? Guest, string Entity,
    DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt, string Title, string Cause, IReadOnlyList<TimelineDto> Timeline)
{
    public static IncidentDto Of(Incident incident) => new(
        incident.Id, incident.Key, incident.Condition.ToName(), ApiJson.Word(incident.Severity), ApiJson.Word(incident.State),
        incident.Entity.Cluster.ToString(), incident.Node ?? incident.Entity.Node, incident.Entity.Vmid, incident.Entity.ToString(),
        incident.OpenedAt, incident.ResolvedAt, incident.Title, incident.Cause,
        [.. incident.Timeline.Select(entry => new TimelineDto(entry.At, entry.Kind, entry.Actor, entry.Text))]);
}

/// <summary>A step in an incident's life.</summary>
internal sealed record TimelineDto(DateTimeOffset At, string Kind, string Actor, string Text);

/// <summary>A person's word on an incident.</summary>
internal sealed record AcknowledgeRequest(string? Comment);
