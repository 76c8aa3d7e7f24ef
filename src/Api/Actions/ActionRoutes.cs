using System.Globalization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Api.Actions;

/// <summary>The audit log.</summary>
internal static class ActionRoutes
{
    public static void MapActions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/actions", List).WithSummary("Rows of autonomy_actions, newest first; filter by incident, cluster and result").Produces<Page<ActionDto>>();

    private static async Task<IResult> List(int? limit, string? incident, string? cluster, string? result, string? cursor, IGrainFactory grains)
    {
        ActionResult? wanted = null;
        if (result is not null)
        {
            var known = Enum.GetValues<ActionResult>();
            if (!known.Any(value => ApiJson.Word(value) == result)) return Problem.Bad($"result is not one of {string.Join(", ", known.Select(ApiJson.Word))}.");
            wanted = known.First(value => ApiJson.Word(value) == result);
        }

        if (Paging.Refuse(limit, cursor, 50, out var paging) is { } refusal) return refusal;
        var page = await grains.Audit(cluster).List(new(paging.Take, paging.From, incident, cluster, wanted));
        return Results.Ok(new Page<ActionDto>([.. page.Items.Select(ActionDto.Of)], page.NextCursor?.ToString(CultureInfo.InvariantCulture), paging.Take));
    }
}
