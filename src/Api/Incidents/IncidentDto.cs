using OrleansMonitor.Api.Explain;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Api.Incidents;

/// <summary>
/// An incident as clients see it. Its children and the state of its repair are included for a single incident, not in lists.
/// </summary>
internal sealed record IncidentDto(
    string Id, string Key, string Condition, string Severity, string State, string? Cluster, string? Node, int? Guest, string Entity,
    DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt, string Title, string Cause, IReadOnlyList<TimelineDto> Timeline,
    string? ParentId, DateTimeOffset? NotifiedAt, IReadOnlyList<SuppressionDto> Suppressions, FlappingDto? Flapping,
    IReadOnlyList<ChildDto>? Children,
    RepairDto? Repair, string? Outcome)
{
    public static IncidentDto Of(Incident incident, IReadOnlyList<Incident>? children = null, RepairStatus? repair = null) => new(
        incident.Id, incident.Key, incident.Condition.ToName(), ApiJson.Word(incident.Severity), ApiJson.Word(incident.State),
        incident.Entity.ClusterText, incident.Node ?? incident.Entity.Node, incident.Entity.Vmid, incident.Entity.ToString(),
        incident.OpenedAt, incident.ResolvedAt, incident.Title, incident.Cause,
        [.. incident.Timeline.Select(entry => new TimelineDto(entry.At, entry.Kind, entry.Actor, entry.Text))],
        incident.ParentId, incident.NotifiedAt, [.. incident.Suppressions.Select(SuppressionDto.Of)],
        incident.Flap is { } flap ? new(flap.Times, flap.Since, flap.QuietSince) : null,
        children is null ? null : [.. children.Select(ChildDto.Of)],
        repair is null ? null : RepairDto.Of(repair), RepairOutcome.Of(incident));
}

/// <summary>
/// The state of an incident's repair: the kind of its newest step in the timeline, or <c>held</c>; the guardrail that prevents it; the
/// latest verdicts of all guardrails; and until when a person may decide.
/// </summary>
internal sealed record RepairDto(
    string Runbook, string State, string Reason, GuardrailDto? BlockedBy, IReadOnlyList<GuardrailDto> Guardrails,
    DateTimeOffset? DecideUntil)
{
    public static RepairDto Of(RepairStatus repair) => new(
        repair.RunbookId, repair.State, repair.Reason, repair.BlockedBy is { } by ? GuardrailDto.Of(by) : null,
        [.. repair.Guardrails.Select(GuardrailDto.Of)], repair.DecideUntil);
}

/// <summary>A step in an incident's life.</summary>
internal sealed record TimelineDto(DateTimeOffset At, string Kind, string Actor, string Text);

/// <summary>Something that prevents notifications about an incident and its repair.</summary>
internal sealed record SuppressionDto(
    string Kind, string Reason, string? ParentId, string? ParentKey, string? Window, DateTimeOffset? Until, bool Related)
{
    public static SuppressionDto Of(Suppression suppression) => new(
        ApiJson.Word(suppression.Kind), suppression.Reason, suppression.ParentId, suppression.ParentKey, suppression.Window,
        suppression.Until, suppression.IsRelated);
}

/// <summary>How an incident flaps.</summary>
internal sealed record FlappingDto(int Times, DateTimeOffset Since, DateTimeOffset? QuietSince);

/// <summary>An incident that another one explains.</summary>
internal sealed record ChildDto(
    string Id, string Key, string State, string Title, DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt, bool Suppressed)
{
    public static ChildDto Of(Incident child) => new(
        child.Id, child.Key, ApiJson.Word(child.State), child.Title, child.OpenedAt, child.ResolvedAt, child.IsSuppressed);
}

/// <summary>The body of a request to acknowledge an incident.</summary>
internal sealed record AcknowledgeRequest(string? Comment);

/// <summary>The body of a person's decision on a proposed repair.</summary>
internal sealed record DecisionRequest(string? Comment);
