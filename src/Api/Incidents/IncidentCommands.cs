using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Api.Incidents;

/// <summary>People's commands on incidents, shared by REST and the dashboard.</summary>
internal sealed class IncidentCommands(IIncidentStore store, IGrainFactory grains)
{
    private const int MaxComment = 2000;

    public async Task<CallOutcome<IncidentDto>> Acknowledge(
        string id, string? comment, ClaimsPrincipal? user, CancellationToken cancellation)
    {
        if (user.Refusal(Permission.Acknowledge) is { } forbidden)
            return CallOutcome<IncidentDto>.Refused(StatusCodes.Status403Forbidden, "forbidden", forbidden);
        if (comment?.Length > MaxComment) return CallOutcome<IncidentDto>.Bad($"comment is longer than {MaxComment} characters.");
        if (await store.FindAsync(id, cancellation) is not { } found)
            return CallOutcome<IncidentDto>.Refused(StatusCodes.Status404NotFound, "not-found", $"There is no incident {id}.");
        if (!found.IsOpen)
            return CallOutcome<IncidentDto>.Refused(
                StatusCodes.Status409Conflict, "already-resolved", $"Incident {id} is resolved; there is nothing to acknowledge.");
        var note = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim();
        return CallOutcome<IncidentDto>.Of(IncidentDto.Of(await grains.Incident(found.Key).Acknowledge(id, user.Name(), note) ?? found));
    }
}
