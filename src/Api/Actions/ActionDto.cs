using System.Text.Json;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Actions;

/// <summary>A row of <c>autonomy_actions</c> as the API returns it.</summary>
internal sealed record ActionDto(
    string Id, DateTimeOffset Timestamp, string? IncidentKey, string? IncidentId, string? RunbookId, string? Condition, string Action,
    JsonElement ActionArgs, string Result, string? ResultDetails, string? VerificationResult, int AutonomyLevel, string? Cluster,
    string? Node, int AttemptNumber, bool Escalated, bool Notified, string Actor, string? RemediationId, string? Upid,
    JsonElement? Verdicts, long ChainSequence, string? PreviousHash, string? Hash)
{
    public static ActionDto Of(AutonomyAction action) => new(
        action.Id, action.Timestamp, action.IncidentKey, action.IncidentId, action.RunbookId, action.Condition?.ToName(), action.Action,
        JsonSerializer.Deserialize<JsonElement>(action.ActionArgs), ApiJson.Word(action.Result), action.ResultDetails,
        action.VerificationResult, (int)action.AutonomyLevel, action.Cluster, action.Node, action.AttemptNumber, action.Escalated,
        action.Notified, action.Actor, action.RemediationId, action.Upid,
        action.Verdicts is { } verdicts ? JsonSerializer.Deserialize<JsonElement>(verdicts) : null,
        action.ChainSequence, action.PreviousHash, action.Hash);
}
