using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Api.Silences;

/// <summary>Routes of silences.</summary>
internal static class SilenceRoutes
{
    private const int MostShown = 100;

    public static void MapSilences(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/silences", List).WithSummary("Silences, newest first; filter by state (active, coming, ended)")
            .Produces<PageOf<SilenceDto>>();
        routes.MapPost("/silences", Create)
            .WithSummary(
                "Mute the notifications of the incidents that match everything that is set: {all, minimumSeverity, clusters, nodes, "
                + "conditions, tags, pools, entity, incidentId, comment, beginsAt, endsAt}; without endsAt it ends with the "
                + "incident of incidentId. Needs the role operator")
            .Produces<SilenceDto>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapDelete("/silences/{id}", End)
            .WithSummary("End a silence; what is still open is then sent. It is kept for the record. Needs the role operator")
            .Produces<SilenceDto>().ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapGet("/silences/preview", Preview)
            .WithSummary("The open incidents that a silence would mute now; cluster, node, condition, tag and pool may be repeated")
            .Produces<SilencePreviewDto>();
    }

    private static async Task<IResult> List(string? state, SilenceCommands commands, TimeProvider time)
    {
        if (state is not (null or "active" or "coming" or "ended")) return Problem.Bad("state is none of active, coming and ended.");
        var now = time.GetUtcNow();
        var silences = (await commands.List()).Where(one => state is null || ApiJson.Word(one.StateAt(now)) == state);
        return Results.Ok(new PageOf<SilenceDto>([.. silences.Select(one => SilenceDto.Of(one, now))], NextCursor: null));
    }

    private static async Task<IResult> Create(
        SilenceRequest? request, HttpContext context, SilenceCommands commands, TimeProvider time, CancellationToken cancellation)
    {
        var outcome = await commands.Create(
            request?.Draft() ?? new(), context.User, context.Connection.RemoteIpAddress, cancellation);
        return outcome.Done
            ? Results.Created($"/api/v1/silences/{outcome.Value.Id}", SilenceDto.Of(outcome.Value, time.GetUtcNow()))
            : outcome.ToResult();
    }

    private static async Task<IResult> End(string id, HttpContext context, SilenceCommands commands, TimeProvider time)
    {
        var outcome = await commands.End(id, context.User, context.Connection.RemoteIpAddress);
        return outcome.Done ? Results.Ok(SilenceDto.Of(outcome.Value, time.GetUtcNow())) : outcome.ToResult();
    }

    private static async Task<IResult> Preview(
        bool? all, string? minimumSeverity, string[]? cluster, string[]? node, string[]? condition, string[]? tag, string[]? pool,
        string? entity, string? incident,
        SilenceCommands commands, SilencePreview preview, CancellationToken cancellation)
    {
        var reading = SilenceMatchReading.Of(
            new()
            {
                All = all == true,
                MinimumSeverity = minimumSeverity,
                Clusters = cluster,
                Nodes = node,
                Conditions = condition,
                Tags = tag,
                Pools = pool,
                Entity = entity,
                IncidentId = incident,
            },
            commands.Clusters);
        if (reading.Match is not { } match) return Problem.Bad(reading.Problem!);
        var found = await preview.Find(match, cancellation);
        return Results.Ok(new SilencePreviewDto(
            found.Length, match.Describe(), [.. found.Take(MostShown).Select(one => IncidentDto.Of(one))]));
    }
}
