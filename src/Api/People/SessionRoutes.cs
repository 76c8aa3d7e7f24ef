using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Clusters;

namespace OrleansMonitor.Api.People;

/// <summary>Routes of browser sessions. A request that ends its own session is answered.</summary>
internal static class SessionRoutes
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("/sessions");
        all.MapGet("", List).WithSummary("Your browser sessions, the last used first; for admins those of everybody")
            .Produces<PageOf<SessionDto>>();
        all.MapDelete("", EndOthers).WithSummary("End all of your other browser sessions on every API host; answers with those that ended")
            .Produces<PageOf<SessionDto>>();
        all.MapDelete("/{id}", End).WithSummary("End a browser session of yours on every API host; admins may end any")
            .Produces<SessionDto>();
    }

    private static async Task<IResult> List(HttpContext context, SessionCommands commands) =>
        Results.Ok(new PageOf<SessionDto>(await commands.List(context.User), NextCursor: null));

    private static async Task<IResult> EndOthers(HttpContext context, SessionCommands commands) => Results.Ok(
        new PageOf<SessionDto>(await commands.EndOthers(context.User, context.Connection.RemoteIpAddress), NextCursor: null));

    private static async Task<IResult> End(string id, HttpContext context, SessionCommands commands, OpenRequests open)
    {
        open.Spare(context);
        return (await commands.End(id, context.User, context.Connection.RemoteIpAddress)).ToResult();
    }
}
