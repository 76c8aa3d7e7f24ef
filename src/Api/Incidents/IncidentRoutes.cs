using System.Globalization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Incidents;

/// <summary>Routes of incidents, open and past.</summary>
internal static class IncidentRoutes
{
    private const int MaxChildren = 500;

    public static void MapIncidents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/incidents", List)
            .WithSummary("Incidents, newest first: state=open (default) or all; parent=ID for those under one")
            .Produces<PageOf<IncidentDto>>();
        routes.MapGet("/incidents/{id}", One)
            .WithSummary("One incident with its timeline, the state of its repair, and the newest 500 incidents under it")
            .Produces<IncidentDto>();
        routes.MapPost("/incidents/{id}/acknowledge", Acknowledge).WithSummary("Acknowledge the incident: a person takes care of it")
            .Produces<IncidentDto>()
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/incidents/{id}/approve", Approve).WithSummary("Approve the proposed repair: {comment}").Produces<IncidentDto>()
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/incidents/{id}/reject", Reject)
            .WithSummary("Reject the proposed repair: {comment}; it is not proposed again for this incident").Produces<IncidentDto>()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> List(
        string? state, string? cluster, string? parent, int? limit, string? cursor, IIncidentStore store, CancellationToken cancellation)
    {
        if (state is not (null or "open" or "all")) return Problem.Bad("state is neither open nor all.");
        if (Paging.Refuse(limit, cursor, 50, out var paging) is { } refusal) return refusal;
        var page = await store.ListAsync(new(OpenOnly: state != "all", cluster, paging.Take, paging.From, parent), cancellation);
        return Results.Ok(
            new PageOf<IncidentDto>(
                [.. page.Items.Select(item => IncidentDto.Of(item))], page.NextCursor?.ToString(CultureInfo.InvariantCulture),
                paging.Take));
    }

    private static async Task<IResult> One(string id, IIncidentStore store, RepairCommands repairs, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } incident) return NoSuch(id);
        var children = await store.ListAsync(new(OpenOnly: false, Limit: MaxChildren, Parent: id), cancellation);
        return Results.Ok(IncidentDto.Of(incident, children.Items, await repairs.Describe(incident)));
    }

    private static async Task<IResult> Acknowledge(
        string id, AcknowledgeRequest? request, HttpContext context, IncidentCommands commands, CancellationToken cancellation) =>
        (await commands.Acknowledge(id, request?.Comment, context.User, cancellation)).ToResult();

    private static async Task<IResult> Approve(
        string id, DecisionRequest? request, HttpContext context, RepairCommands commands, CancellationToken cancellation) =>
        (await commands.Decide(id, approve: true, request?.Comment, context.User, cancellation)).ToResult();

    private static async Task<IResult> Reject(
        string id, DecisionRequest? request, HttpContext context, RepairCommands commands, CancellationToken cancellation) =>
        (await commands.Decide(id, approve: false, request?.Comment, context.User, cancellation)).ToResult();

    private static IResult NoSuch(string id) => Problem.NotFound($"There is no incident {id}.");
}
