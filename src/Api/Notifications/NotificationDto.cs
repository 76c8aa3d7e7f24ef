using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Notifications;

/// <summary>A notification: one step of an incident for one destination.</summary>
internal sealed record NotificationDto(
    string Id, string Destination, string IncidentId, string Step, string State, string Condition, string Entity, string Severity,
    string Title, string Route, DateTimeOffset CreatedAt, int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset? LastAttemptAt,
    string? LastError)
{
    public static NotificationDto Of(Notification one) => new(
        one.Id, one.Destination, one.Notice.IncidentId, one.Notice.Step, ApiJson.Word(one.State), one.Notice.Condition.ToName(),
        one.Notice.Entity, ApiJson.Word(one.Notice.Severity), one.Notice.Title, one.Route, one.Notice.At, one.Attempts,
        one.State == NotificationState.Pending ? one.NextAttemptAt : null, one.LastAttemptAt, one.LastError);
}

/// <summary>
/// What a destination answered to a test message: <c>delivered</c>, <c>transient</c>, <c>permanent</c> or <c>unknown</c>.
/// </summary>
internal sealed record TestDto(string Destination, string Result, string Detail);
