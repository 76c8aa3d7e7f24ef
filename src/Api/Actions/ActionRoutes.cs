using System.Globalization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Hosting.Storage;

namespace OrleansMonitor.Api.Actions;

/// <summary>The audit log.</summary>
internal static class ActionRoutes
{
    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/actions", List).WithSummary("Rows of autonomy_actions, newest first; filter by incident, cluster and result").Produces<Page<ActionDto>>();
        routes.MapGet("/actions/verify", Verify)
            .WithSummary("Whether the hash chain of each cluster's rows is whole, and the first row that does not fit").Produces<VerificationDto>();
        routes.MapGet("/actions/export", Export)
            .WithSummary("All rows that the filters leave, newest first, as a stream: format=csv or json (default)").Produces<IEnumerable<ActionDto>>();
    }

    private static async Task<IResult> List(int? limit, string? incident, string? cluster, string? result, string? cursor, IGrainFactory grains)
    {
        if (ActionFilter.Refuse(incident, cluster, result, out var filter) is { } unknown) return unknown;
        if (Paging.Refuse(limit, cursor, 50, out var paging) is { } refusal) return refusal;
        var page = await grains.Audit(cluster).List(filter.Query(paging.Take, paging.From));
        return Results.Ok(new Page<ActionDto>([.. page.Items.Select(ActionDto.Of)], page.NextCursor?.ToString(CultureInfo.InvariantCulture), paging.Take));
    }

    private static async Task<VerificationDto> Verify(IAuditStore store, CancellationToken cancellation) =>
        VerificationDto.Of(await AuditVerifier.VerifyAsync(store, cancellation));

    private static IResult Export(string? format, string? incident, string? cluster, string? result, IAuditStore store, TimeProvider time, HttpContext context)
    {
        if (format is not (null or "json" or "csv")) return Problem.Bad("format is neither csv nor json.");
        if (ActionFilter.Refuse(incident, cluster, result, out var filter) is { } unknown) return unknown;
        var rows = ActionExport.Rows(store, filter, context.RequestAborted);
        var name = string.Create(CultureInfo.InvariantCulture, $"actions-{time.GetUtcNow():yyyyMMdd-HHmmss}.{format ?? "json"}");
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return format == "csv"
            ? Results.Stream(stream => ActionExport.WriteCsv(rows, stream), "text/csv; charset=utf-8")
            : Results.Ok(rows);
    }
}
