using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Api.Connections;

/// <summary>Routes of the connections to clusters.</summary>
internal static class ConnectionRoutes
{
    private const string Body =
        "{name, endpoints, fingerprints, tokenId, tokenSecret, actTokenId, actTokenSecret}; an address without a port means 8006";

    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("/connections").ProducesProblem(StatusCodes.Status403Forbidden);
        all.MapGet("", List).WithSummary("How clusters are reached, without secrets: those in the configuration and those that were added")
            .Produces<PageOf<ConnectionDto>>();
        all.MapPost("", Add).WithSummary($"Watch a cluster from now on: {Body}. It is tested first; its tokens are stored encrypted")
            .Produces<ConnectionDto>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status409Conflict);
        all.MapPost("/test", Test).WithSummary($"Test a connection and its tokens without storing anything: {Body}")
            .Produces<TrialReport>();
        all.MapPut("/{cluster}", Change)
            .WithSummary(
            $"Change the connection of an added cluster: {Body}; secrets may be left out if nothing else changes for the token")
            .Produces<ConnectionDto>().ProducesProblem(StatusCodes.Status409Conflict);
        all.MapDelete("/{cluster}", Remove)
            .WithSummary("Remove an added cluster and its tokens; its open incidents are resolved as no longer watched")
            .Produces<ConnectionDto>().ProducesProblem(StatusCodes.Status409Conflict);
        all.MapPost("/{cluster}/pause", Pause)
            .WithSummary("Stop polling and acting on an added cluster; its open incidents are resolved as no longer watched")
            .Produces<ConnectionDto>().ProducesProblem(StatusCodes.Status409Conflict);
        all.MapPost("/{cluster}/resume", Resume).WithSummary("Watch a paused cluster again, as if seen for the first time")
            .Produces<ConnectionDto>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> List(HttpContext context, ConnectionCommands commands)
    {
        var outcome = await commands.List(context.User);
        return outcome.Done ? Results.Ok(new PageOf<ConnectionDto>(outcome.Value, NextCursor: null)) : outcome.ToResult();
    }

    private static async Task<IResult> Add(
        ConnectionRequest? request, HttpContext context, ConnectionSetup setup, CancellationToken cancellation)
    {
        var outcome = await setup.Add((request ?? Empty).Text(), context.User, context.Connection.RemoteIpAddress, cancellation);
        return outcome.Done ? Results.Created($"/api/v1/clusters/{outcome.Value.Name}", outcome.Value) : outcome.ToResult();
    }

    private static async Task<IResult> Test(
        ConnectionRequest? request, HttpContext context, ConnectionCheck check, CancellationToken cancellation) =>
        (await check.Test((request ?? Empty).Text(), context.User, cancellation)).ToResult();

    private static async Task<IResult> Change(
        string cluster, ConnectionRequest? request, HttpContext context, ConnectionSetup setup, CancellationToken cancellation) =>
        (await setup.Change((request ?? Empty).Text(cluster), context.User, context.Connection.RemoteIpAddress, cancellation)).ToResult();

    private static async Task<IResult> Remove(string cluster, HttpContext context, ConnectionCommands commands) =>
        (await commands.Remove(cluster, context.User, context.Connection.RemoteIpAddress)).ToResult();

    private static async Task<IResult> Pause(string cluster, HttpContext context, ConnectionCommands commands) =>
        (await commands.Pause(cluster, paused: true, context.User, context.Connection.RemoteIpAddress)).ToResult();

    private static async Task<IResult> Resume(string cluster, HttpContext context, ConnectionCommands commands) =>
        (await commands.Pause(cluster, paused: false, context.User, context.Connection.RemoteIpAddress)).ToResult();

    private static ConnectionRequest Empty => new(null, null, null, null, null, null, null);
}
