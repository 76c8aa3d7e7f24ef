using Microsoft.AspNetCore.Authorization;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Auth;

/// <summary>Demands the role that <see cref="AccessTable"/> has for a request.</summary>
internal sealed class TableRequirement : AuthorizationHandler<TableRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, TableRequirement requirement)
    {
        var least = context.Resource is HttpContext request ? AccessTable.LeastFor(request) : Role.Admin;
        if (context.User.Has(least)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>The answer to a user whose role is too low.</summary>
internal static class Forbidden
{
    /// <summary>A refusal that names the role that a request needs.</summary>
    public static IResult Of(HttpContext context) => Because(context.User.Refusal(AccessTable.LeastFor(context)));

    /// <summary>A refusal with its reason.</summary>
    public static IResult Because(string reason) => Problem.Of(StatusCodes.Status403Forbidden, "forbidden", reason);
}
