using System.Globalization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Heads;

namespace OrleansMonitor.Api.Actions;

/// <summary>Routes of the audit log.</summary>
internal static class ActionRoutes
{
    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/actions", List)
            .WithSummary(
                "Rows of autonomy_actions, newest first; filter by incident, cluster, entity, action, result, since, until and text")
            .Produces<PageOf<ActionDto>>();
        routes.MapGet("/actions/verify", Verify)
            .WithSummary(
                "Whether the hash chain of each cluster's rows is intact and the one on record outside the database, and the "
                    + "first row that "
                + "does not fit")
            .Produces<VerificationDto>();
        routes.MapGet("/actions/export", Export)
            .WithSummary("All matching rows, newest first, as a stream: format=csv or json (default)")
            .Produces<IEnumerable<ActionDto>>();
    }

    private static async Task<IResult> List(int? limit, string? cursor, [AsParameters] ActionFilter filter, IGrainFactory grains)
    {
        if (filter.IsRefused(out var refused, out var query)) return refused;
        if (Paging.Refuse(limit, cursor, 50, out var paging) is { } refusal) return refusal;
        var page = await grains.Audit(query.Cluster).List(query with { Limit = paging.Take, Before = paging.From });
        return Results.Ok(new PageOf<ActionDto>(
            [.. page.Items.Select(ActionDto.Of)], page.NextCursor?.ToString(CultureInfo.InvariantCulture), paging.Take));
    }

    private static async Task<VerificationDto> Verify(IAuditStore store, AuditHeads heads, CancellationToken cancellation) =>
        VerificationDto.Of(await AuditVerifier.VerifyAsync(store, heads, cancellation), heads);

    private static IResult Export(
        string? format, [AsParameters] ActionFilter filter, IAuditStore store, TimeProvider time, HttpContext context)
    {
        if (format is not (null or "json" or "csv")) return Problem.Bad("format is neither csv nor json.");
        if (filter.IsRefused(out var refused, out var query)) return refused;
        var rows = ActionExport.Rows(store, query, context.RequestAborted);
        var name = string.Create(CultureInfo.InvariantCulture, $"actions-{time.GetUtcNow():yyyyMMdd-HHmmss}.{format ?? "json"}");
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return format == "csv"
            ? Results.Stream(stream => ActionExport.WriteCsv(rows, stream), "text/csv; charset=utf-8")
            : Results.Ok(rows);
    }
}
