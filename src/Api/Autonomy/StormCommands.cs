using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>People's commands on failure storms, shared by REST and the dashboard.</summary>
internal sealed class StormCommands(IGrainFactory grains)
{
    private const int MaxReason = 500;

    /// <summary>Resumes repairs before a storm has ended.</summary>
    public async Task<CallOutcome<RemediationDto>> Resume(ClusterName cluster, string? reason, ClaimsPrincipal? user)
    {
        if (user.Refusal(Permission.ResumeRepairs) is { } forbidden)
            return CallOutcome<RemediationDto>.Refused(StatusCodes.Status403Forbidden, "forbidden", forbidden);
        if (reason?.Length > MaxReason) return CallOutcome<RemediationDto>.Bad($"reason is longer than {MaxReason} characters.");
        var note = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        return await grains.Remediation(cluster).ResumeAfterStorm(user.Name(), note)
            ? CallOutcome<RemediationDto>.Of(await Remediation(cluster))
            : CallOutcome<RemediationDto>.Refused(
                StatusCodes.Status409Conflict, "no-storm", $"There is no storm in {cluster}, so nothing waits for its end.");
    }

    /// <summary>The repairs of a cluster and its storm.</summary>
    public async Task<RemediationDto> Remediation(ClusterName cluster)
    {
        var status = await grains.Remediation(cluster).Status();
        return new(status.Active, status.Waiting, status.StormSince is { } since ? new(since, status.StormMembers) : null);
    }
}
