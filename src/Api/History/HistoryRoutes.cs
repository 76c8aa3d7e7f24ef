using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.History;

/// <summary>
/// Routes of the history of nodes, guests and storages. What is gone can be read as long as its history is kept.
/// </summary>
internal static class HistoryRoutes
{
    private const string Ranges =
        "range: 1h, 24h (minutes), 7d, 30d (hours), 1y (days); metrics: names separated by commas, default all that have values";

    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clusters/{cluster}/nodes/{node}/history", OfNode)
            .WithSummary($"Averages and maxima of a node. {Ranges}").Produces<HistoryDto>();
        routes.MapGet("/clusters/{cluster}/guests/{vmid}/history", OfGuest)
            .WithSummary($"Averages and maxima of a guest. {Ranges}").Produces<HistoryDto>();
        routes.MapGet("/clusters/{cluster}/storages/{storage}/history", OfStorage)
            .WithSummary($"Averages and maxima of a storage; node: needed if several nodes have one of this name. {Ranges}")
            .Produces<HistoryDto>();
    }

    private static Task<IResult> OfNode(
        string cluster, string node, string? range, string? metrics, ClusterViews views, HistoryReader reader,
        CancellationToken cancellation)
    {
        if (views.Find(cluster) is not { } view) return Task.FromResult(ClusterRoutes.NoSuchCluster(cluster, views));
        var id = EntityId.Of(new NodeId(view.Name, node));
        return Answer(id, range, metrics, view.Node(node) is not null, reader, cancellation);
    }

    private static Task<IResult> OfGuest(
        string cluster, int vmid, string? range, string? metrics, ClusterViews views, HistoryReader reader,
        CancellationToken cancellation)
    {
        if (views.Find(cluster) is not { } view) return Task.FromResult(ClusterRoutes.NoSuchCluster(cluster, views));
        var id = EntityId.Of(new GuestId(view.Name, vmid));
        return Answer(id, range, metrics, view.Guest(vmid) is not null, reader, cancellation);
    }

    private static Task<IResult> OfStorage(
        string cluster, string storage, string? node, string? range, string? metrics, ClusterViews views, HistoryReader reader,
        CancellationToken cancellation)
    {
        if (views.Find(cluster) is not { } view) return Task.FromResult(ClusterRoutes.NoSuchCluster(cluster, views));
        var rows = view.Storages.Where(row => row.Storage == storage).ToList();
        var local = rows.Where(row => !row.Shared).Select(row => row.Node).Order(StringComparer.Ordinal).ToList();
        if (node is null && local.Count > 1 && local.Count == rows.Count)
        {
            var nodes = string.Join(", ", local);
            return Task.FromResult(Problem.Bad($"Several nodes have a storage {storage}: add node= with one of {nodes}."));
        }

        var owner = rows.Exists(row => row.Shared) ? null : node ?? local.FirstOrDefault();
        var isKnown = owner is null ? rows.Exists(row => row.Shared) : local.Contains(owner);
        return Answer(EntityId.Storage(view.Name, owner, storage), range, metrics, isKnown, reader, cancellation);
    }

    private static async Task<IResult> Answer(
        EntityId entity, string? range, string? metrics, bool isKnown, HistoryReader reader, CancellationToken cancellation)
    {
        if (HistoryRequest.Refuse(entity.Kind, range, metrics, out var request) is { } refusal) return refusal;
        var history = await reader.Read(entity, request.Range, cancellation);
        return isKnown || !history.Metrics.IsEmpty
            ? Results.Ok(HistoryDto.Of(history, request.Metrics))
            : Problem.NotFound($"There is no {entity.Kind.ToString().ToLowerInvariant()} {entity}, and no history of one.");
    }
}
