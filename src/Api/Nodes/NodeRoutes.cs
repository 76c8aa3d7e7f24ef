using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.Nodes;

/// <summary>Routes of nodes: last known state, freshness, active conditions.</summary>
internal static class NodeRoutes
{
    public static void MapNodes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clusters/{cluster}/nodes", (string cluster, ClusterViews views) => views.Find(cluster) is { } view
                ? Results.Ok(
                new PageOf<NodeDto>(
                    [.. view.Nodes.OrderBy(node => node.Sample.Node, StringComparer.Ordinal).Select(node => NodeDto.Of(view, node))], null))
                : ClusterRoutes.NoSuchCluster(cluster, views))
            .WithSummary("The nodes of a cluster").Produces<PageOf<NodeDto>>();
        routes.MapGet("/clusters/{cluster}/nodes/{node}", (string cluster, string node, ClusterViews views) =>
            {
                if (views.Find(cluster) is not { } view) return ClusterRoutes.NoSuchCluster(cluster, views);
                return view.Node(node) is { } entry
                    ? Results.Ok(NodeDto.Of(view, entry))
                    : Problem.NotFound(
                    $"Cluster {cluster} has no node {node}; it has "
                        + $"{string.Join(", ", view.Nodes.Select(known => known.Sample.Node).Order(StringComparer.Ordinal))}.");
            })
            .WithSummary("One node").Produces<NodeDto>();
    }
}
