using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>Routes of a cluster's repairs and failure storm.</summary>
internal static class StormRoutes
{
    public static void MapStorm(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clusters/{cluster}/remediation", Get)
            .WithSummary("Running repairs of a cluster, queued repairs, and whether a storm suspends them")
            .Produces<RemediationDto>();
        routes.MapPost("/clusters/{cluster}/storm/resume", Resume)
            .WithSummary("Resume repairs before a storm has ended: {reason}").Produces<RemediationDto>()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> Get(string cluster, ClusterViews views, StormCommands commands) => views.Find(cluster) is { } view
        ? Results.Ok(await commands.Remediation(view.Name))
        : ClusterRoutes.NoSuchCluster(cluster, views);

    private static async Task<IResult> Resume(
        string cluster, ResumeRequest? request, HttpContext context, ClusterViews views, StormCommands commands) =>
        views.Find(cluster) is { } view
            ? (await commands.Resume(view.Name, request?.Reason, context.User)).ToResult()
            : ClusterRoutes.NoSuchCluster(cluster, views);
}

/// <summary>Active and waiting repairs by incident, and the storm that holds them up.</summary>
internal sealed record RemediationDto(IReadOnlyList<string> Active, IReadOnlyList<string> Waiting, StormDto? Storm);

/// <summary>A failure storm: its start and the keys of its incidents.</summary>
internal sealed record StormDto(DateTimeOffset Since, IReadOnlyList<string> Members);

/// <summary>The body with the reason to resume repairs.</summary>
internal sealed record ResumeRequest(string? Reason);
