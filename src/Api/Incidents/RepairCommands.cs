using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Api.Incidents;

/// <summary>People's commands on repairs, shared by REST, hubs and the dashboard.</summary>
internal sealed class RepairCommands(IIncidentStore store, IGrainFactory grains, MonitorSettings settings)
{
    private const int MaxComment = 2000;

    public async Task<CallOutcome<IncidentDto>> Decide(
        string id, bool approve, string? comment, ClaimsPrincipal? user, CancellationToken cancellation)
    {
        if (user.Refusal(Permission.Decide) is { } forbidden)
            return CallOutcome<IncidentDto>.Refused(StatusCodes.Status403Forbidden, "forbidden", forbidden);
        if (comment?.Length > MaxComment) return CallOutcome<IncidentDto>.Bad($"comment is longer than {MaxComment} characters.");
        if (await store.FindAsync(id, cancellation) is not { } incident)
            return CallOutcome<IncidentDto>.Refused(StatusCodes.Status404NotFound, "not-found", $"There is no incident {id}.");
        var note = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim();
        return settings.Clusters.Contains(incident.Entity.Cluster)
            ? await grains.Remediation(incident.Entity.Cluster).Decide(id, approve, user.Name(), note) switch
            {
                DecisionOutcome.Accepted =>
                    CallOutcome<IncidentDto>.Of(IncidentDto.Of(await store.FindAsync(id, cancellation) ?? incident)),
                DecisionOutcome.Decided => Conflict("already-decided", $"Somebody has decided on the repair of incident {id} already."),
                DecisionOutcome.Expired =>
                    Conflict("proposal-expired",
                        $"The proposal for incident {id} has expired. If the problem is still there, it is proposed again; read the "
                            + $"incident again."),
                _ => Nothing(id),
            }
            : Nothing(id);
    }

    /// <summary>The state of an incident's repair; null if there is none.</summary>
    public async Task<RepairStatus?> Describe(Incident incident) =>
        incident.Entity.Kind != EntityKind.Monitor && settings.Clusters.Contains(incident.Entity.Cluster)
        ? await grains.Remediation(incident.Entity.Cluster).Describe(incident.Id) : null;

    public async Task<int> Active() =>
        (await Task.WhenAll(settings.Clusters.Select(cluster => grains.Remediation(cluster).Status()))).Sum(status => status.Active.Length);

    private static CallOutcome<IncidentDto> Nothing(string id) =>
        Conflict("nothing-to-approve", $"No repair of incident {id} waits for approval, so there is nothing to approve or reject.");

    private static CallOutcome<IncidentDto> Conflict(string type, string detail) =>
        CallOutcome<IncidentDto>.Refused(StatusCodes.Status409Conflict, type, detail);
}
