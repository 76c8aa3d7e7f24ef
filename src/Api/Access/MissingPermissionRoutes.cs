using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Api.Access;

/// <summary>Missing permissions of the monitor's tokens and the commands that grant them.</summary>
internal static class MissingPermissionRoutes
{
    public static void MapMissingPermissions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/clusters/{cluster}/blind-spots", Get)
            .WithSummary("What the tokens of a cluster cannot see or do, and the pveum commands that fix it").Produces<AccessDto>();

    private static async Task<IResult> Get(string cluster, ClusterViews views, IGrainFactory grains) =>
        views.Find(cluster) is { } view
            ? Results.Ok(AccessDto.Of(view.Name, await grains.Cluster(view.Name).Access()))
            : ClusterRoutes.NoSuchCluster(cluster, views);
}
