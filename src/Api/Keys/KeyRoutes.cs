using OrleansMonitor.Api.Clusters;

namespace OrleansMonitor.Api.Keys;

/// <summary>Routes of API keys.</summary>
internal static class KeyRoutes
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/keys", List).WithSummary("API keys by name, without their texts. Needs the role admin")
            .Produces<PageOf<KeyDto>>().ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapPost("/keys", Create)
            .WithSummary(
                "Create an API key: {name, role: viewer, operator or admin, expiresAt}; the answer contains its text, which is shown this "
                + "once. Needs the role admin")
            .Produces<NewKeyDto>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapDelete("/keys/{id}", Revoke)
            .WithSummary("Revoke an API key: it and its sessions end within seconds on every API host. Needs the role admin")
            .Produces<KeyDto>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> List(HttpContext context, KeyCommands commands)
    {
        var outcome = await commands.List(context.User);
        return outcome.Done ? Results.Ok(new PageOf<KeyDto>(outcome.Value, NextCursor: null)) : outcome.ToResult();
    }

    private static async Task<IResult> Create(KeyRequest? request, HttpContext context, KeyCommands commands)
    {
        var outcome = await commands.Create(request, context.User, context.Connection.RemoteIpAddress);
        return outcome.Done ? Results.Created($"/api/v1/keys/{outcome.Value.Stored.Id}", outcome.Value) : outcome.ToResult();
    }

    private static async Task<IResult> Revoke(string id, HttpContext context, KeyCommands commands) =>
        (await commands.Revoke(id, context.User, context.Connection.RemoteIpAddress)).ToResult();
}
