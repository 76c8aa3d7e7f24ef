using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>Routes of a cluster's repairs and failure storm.</summary>
internal static class StormRoutes
{
    private const int MaxReason = 500;

    public static void MapStorm(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clusters/{cluster}/remediation", Get)
            .WithSummary("Running repairs of a cluster, queued repairs, and whether a storm suspends them")
            .Produces<RemediationDto>();
        routes.MapPost("/clusters/{cluster}/storm/resume", Resume)
            .WithSummary("Resume repairs before a storm has ended: {reason}").Produces<RemediationDto>()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> Get(string cluster, ClusterViews views, IGrainFactory grains) =>
        views.Find(cluster) is { } view ? Results.Ok(await ReadAsync(view.Name, grains)) : ClusterRoutes.NoSuchCluster(cluster, views);

    private static async Task<IResult> Resume(
        string cluster, ResumeRequest? request, HttpContext context, ClusterViews views, IGrainFactory grains)
    {
        if (views.Find(cluster) is not { } view) return ClusterRoutes.NoSuchCluster(cluster, views);
        if (request?.Reason?.Length > MaxReason) return Problem.Bad($"reason is longer than {MaxReason} characters.");
        var reason = string.IsNullOrWhiteSpace(request?.Reason) ? null : request.Reason.Trim();
        return await grains.Remediation(view.Name).ResumeAfterStorm(context.Actor(), reason)
            ? Results.Ok(await ReadAsync(view.Name, grains))
            : Problem.Of(StatusCodes.Status409Conflict, "no-storm", $"There is no storm in {cluster}, so nothing waits for its end.");
    }

    private static async Task<RemediationDto> ReadAsync(ClusterName cluster, IGrainFactory grains)
    {
        var status = await grains.Remediation(cluster).Status();
        return new(status.Active, status.Waiting, status.StormSince is { } since ? new(since, status.StormMembers) : null);
    }
}

/// <summary>Active and waiting repairs by incident, and the storm that holds them up.</summary>
internal sealed record RemediationDto(IReadOnlyList<string> Active, IReadOnlyList<string> Waiting, StormDto? Storm);

/// <summary>A failure storm: its start and the keys of its incidents.</summary>
internal sealed record StormDto(DateTimeOffset Since, IReadOnlyList<string> Members);

/// <summary>The body with the reason to resume repairs.</summary>
internal sealed record ResumeRequest(string? Reason);
