using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.People;

/// <summary>
/// The forms of people: their own password, and the first account. They carry an antiforgery token, which the framework checks, and answer
/// with a page.
/// </summary>
internal static class PersonalRoutes
{
    public static void MapPersonal(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/password", ChangePassword).ExcludeFromDescription();
        routes.MapPost(SetUpLink.Page, SetUp).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ChangePassword(
        HttpContext context, [FromForm] string? present, [FromForm] string? password, [FromForm] string? again,
        AccountCommands commands, AccountRing ring, OpenRequests open)
    {
        if (Caller.AccountOf(context.User) is not { } own || context.User.RoleOf() is not { } role
            || await ring.Find(own.Id, own.Stamp, role) is not { } account) return Back("account");
        if (password != again) return Back("again");
        open.Spare(context);
        var (attempt, outcome) = await commands.ChangeOwn(present ?? "", password, account, context.Connection.RemoteIpAddress);
        if (attempt.RetryAfter is { } seconds)
            return SignInRoutes.MustWait(context, seconds, SignInRoutes.TooManyForAccount);
        if (outcome is null) return Back("present");
        if (!outcome.Done) return Back("weak");
        await context.SignOutAsync(Session.SchemeName);
        return Results.LocalRedirect($"{SignInRoutes.Page}?done=password");
    }

    // The account is created only if nobody else has created an admin since the link was made.
    private static async Task<IResult> SetUp(
        HttpContext context, [FromForm] string? token, [FromForm] string? name, [FromForm] string? password, [FromForm] string? again,
        AccountCommands commands, SetUpLink link)
    {
        var page = $"{SetUpLink.Page}?token={Uri.EscapeDataString(token ?? "")}";
        if (password != again) return Results.LocalRedirect($"{page}&problem=again");
        if (!link.TryTake(token ?? "")) return Results.LocalRedirect($"{SetUpLink.Page}?problem=link");
        var isCreated = false;
        try
        {
            var outcome = await commands.CreateFirst(name, password, context.Connection.RemoteIpAddress);
            isCreated = outcome.Done;
            if (outcome.Refusal is { } refusal) return Results.LocalRedirect($"{page}&problem={Code(refusal)}");
        }
        finally
        {
            if (isCreated) link.End();
            else link.GiveBack();
        }

        return Results.LocalRedirect($"{SignInRoutes.Page}?done=account");
    }

    private static string Code(Problems.Refusal refusal)
    {
        return refusal.Type switch
        {
            "not-first" => "not-first",
            "name-taken" => "taken",
            "too-many-accounts" or "id-taken" => "other",
            _ => refusal.Detail.StartsWith("password", StringComparison.Ordinal) ? "weak" : "name",
        };
    }

    private static IResult Back(string problem) => Results.LocalRedirect($"/account?problem={problem}");
}
