using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.Clusters;

/// <summary>Clusters with counts and freshness.</summary>
internal static class ClusterRoutes
{
    public static void MapClusters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clusters", (ClusterViews views) => new PageOf<ClusterDto>([.. views.All.Select(ClusterDto.Of)], null))
            .WithSummary("All clusters with counts and freshness");
        routes.MapGet("/clusters/{cluster}", (string cluster, ClusterViews views) =>
                views.Find(cluster) is { } view ? Results.Ok(ClusterDto.Of(view)) : NoSuchCluster(cluster, views))
            .WithSummary("One cluster").Produces<ClusterDto>();
    }

    public static IResult NoSuchCluster(string cluster, ClusterViews views)
    {
        var known = string.Join(", ", views.All.Select(view => view.Name));
        return Problem.NotFound(known.Length == 0
            ? $"There is no cluster {cluster}: none is configured."
            : $"There is no cluster {cluster}; there are {known}.");
    }
}
