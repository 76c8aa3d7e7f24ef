using System.Globalization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Api.Guests;

/// <summary>Routes of guests: last known state, freshness, active conditions.</summary>
internal static class GuestRoutes
{
    public static void MapGuests(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clusters/{cluster}/guests", List)
            .WithSummary("Guests of a cluster by VMID; filter by status, node, tag or text (q); at most 500 a page")
            .Produces<PageOf<GuestDto>>();
        routes.MapGet("/clusters/{cluster}/guests/{vmid}", One).WithSummary("One guest").Produces<GuestDto>();
    }

    private static IResult List(
        string cluster, string? status, string? node, string? tag, string? q, int? limit, string? cursor, ClusterViews views)
    {
        if (views.Find(cluster) is not { } view) return ClusterRoutes.NoSuchCluster(cluster, views);
        if (Paging.Refuse(limit, cursor, 100, out var paging) is { } refusal) return refusal;
        var known = Enum.GetValues<GuestStatus>().Select(ApiJson.Word).ToList();
        if (status is not null && !known.Contains(status, StringComparer.OrdinalIgnoreCase))
            return Problem.Bad($"status is not one of {string.Join(", ", known)}.");

        var filter = new GuestFilter(status, node, tag, q);
        var found = view.Guests().Where(entry => entry.Sample.Vmid > (paging.From ?? 0) && filter.Matches(entry))
            .Take(paging.Take + 1).ToList();
        var page = found.Take(paging.Take).Select(entry => GuestDto.Of(view, entry)).ToList();
        var next = found.Count > paging.Take ? page[^1].Vmid.ToString(CultureInfo.InvariantCulture) : null;
        return Results.Ok(new PageOf<GuestDto>(page, next, paging.Take));
    }

    private static IResult One(string cluster, int vmid, ClusterViews views)
    {
        if (views.Find(cluster) is not { } view) return ClusterRoutes.NoSuchCluster(cluster, views);
        return view.Guest(vmid) is { } entry ? Results.Ok(GuestDto.Of(view, entry))
            : Problem.NotFound($"Cluster {cluster} has no guest {vmid}; /api/v1/clusters/{cluster}/guests lists its {view.Tally.Guests}.");
    }
}
