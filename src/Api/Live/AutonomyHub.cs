using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Autonomy;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Live;

/// <summary><c>/hubs/autonomy</c>: the same commands as over REST. Changes are published as events on <c>/hubs/events</c>.</summary>
internal sealed class AutonomyHub(AutonomyCommands autonomy, RepairCommands repairs) : Hub
{
    /// <summary>The levels and the kill switch.</summary>
    public Task<AutonomyDto> Get() => autonomy.Get();

    /// <summary>Sets the level or a cluster's own; null removes a cluster's.</summary>
    public async Task<AutonomyDto> SetLevel(int? level, string? cluster, string? reason) =>
        Answer(await autonomy.SetLevel(level, cluster, reason, Context.User));

    /// <summary>Turns the kill switch on or off.</summary>
    public async Task<AutonomyDto> SetKillSwitch(bool active, string? reason) =>
        Answer(await autonomy.SetKillSwitch(active, reason, Context.User));

    /// <summary>Approves the proposed repair of an incident.</summary>
    public async Task<IncidentDto> Approve(string incidentId, string? comment) =>
        Answer(await repairs.Decide(incidentId, approve: true, comment, Context.User, Context.ConnectionAborted));

    /// <summary>Rejects the proposed repair of an incident. It is not attempted again for that incident.</summary>
    public async Task<IncidentDto> Reject(string incidentId, string? comment) =>
        Answer(await repairs.Decide(incidentId, approve: false, comment, Context.User, Context.ConnectionAborted));

    private static T Answer<T>(CallOutcome<T> outcome)
        where T : class => outcome.Done ? outcome.Value : throw new HubException(outcome.Refusal.Detail);
}
