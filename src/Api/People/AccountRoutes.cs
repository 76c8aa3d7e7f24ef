using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Clusters;

namespace OrleansMonitor.Api.People;

/// <summary>Routes of accounts. A request that ends its own session is answered.</summary>
internal static class AccountRoutes
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("/accounts").ProducesProblem(StatusCodes.Status403Forbidden);
        all.MapGet("", List).WithSummary("Accounts of people by name, without their passwords. Needs the role admin")
            .Produces<PageOf<AccountDto>>();
        all.MapPost("", Create)
            .WithSummary(
                "Create an account: {name, displayName, role: viewer, operator or admin, password of at least 12 characters}. Needs the "
                + "role admin")
            .Produces<AccountDto>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status409Conflict);
        all.MapPatch("/{id}", Change)
            .WithSummary(
                "Change an account: {displayName, role, enabled}; what is left out stays. A new role, and disabling, end its sessions "
                + "within seconds on every API host. Needs the role admin")
            .Produces<AccountDto>().ProducesProblem(StatusCodes.Status409Conflict);
        all.MapPut("/{id}/password", Reset)
            .WithSummary("Set the password of an account: {password}; its sessions end. Needs the role admin").Produces<AccountDto>();
        all.MapDelete("/{id}", Delete).WithSummary("Delete an account; its sessions end. Needs the role admin")
            .Produces<AccountDto>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> List(HttpContext context, AccountCommands commands)
    {
        var outcome = await commands.List(context.User);
        return outcome.Done ? Results.Ok(new PageOf<AccountDto>(outcome.Value, NextCursor: null)) : outcome.ToResult();
    }

    private static async Task<IResult> Create(AccountRequest? request, HttpContext context, AccountCommands commands)
    {
        var outcome = await commands.Create(request, context.User, context.Connection.RemoteIpAddress);
        return outcome.Done ? Results.Created($"/api/v1/accounts/{outcome.Value.Id}", outcome.Value) : outcome.ToResult();
    }

    private static async Task<IResult> Change(
        string id, AccountEditRequest? request, HttpContext context, AccountCommands commands, OpenRequests open)
    {
        open.Spare(context);
        return (await commands.Change(id, request, context.User, context.Connection.RemoteIpAddress)).ToResult();
    }

    private static async Task<IResult> Reset(
        string id, PasswordRequest? request, HttpContext context, AccountCommands commands, OpenRequests open)
    {
        open.Spare(context);
        return (await commands.Reset(id, request?.Password, context.User, context.Connection.RemoteIpAddress)).ToResult();
    }

    private static async Task<IResult> Delete(string id, HttpContext context, AccountCommands commands, OpenRequests open)
    {
        open.Spare(context);
        return (await commands.Delete(id, context.User, context.Connection.RemoteIpAddress)).ToResult();
    }
}
