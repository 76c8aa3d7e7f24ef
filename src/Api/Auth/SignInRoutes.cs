using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Signs a browser in with the admin key or an API key, and out. Both forms carry an antiforgery token, which the framework checks.
/// </summary>
internal static class SignInRoutes
{
    public const string Page = "/sign-in";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Page, SignIn).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOut).AllowAnonymous().ExcludeFromDescription();
    }

    // The attempt counts only here, after the antiforgery token was checked, so that other sites cannot use up a person's attempts.
    private static async Task<IResult> SignIn(
        HttpContext context, [FromForm] string? key, [FromForm] string? to, AdminKey admin, KeyCheck check, AccessLog audit)
    {
        if (admin.Value is null) return Results.LocalRedirect("/");
        var target = IsLocal(to) ? to! : "/";
        var (attempt, caller) = await check.Try(context.Connection.RemoteIpAddress, (key ?? "").Trim());
        if (attempt.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Problem.Of(
                StatusCodes.Status429TooManyRequests, "too-many-attempts",
                $"Too many wrong keys came from this address. Wait {seconds} s, go back and try again.");
        }

        if (caller is null) return Results.LocalRedirect($"{Page}?failed=true&to={Uri.EscapeDataString(target)}");
        await context.SignInAsync(Session.SchemeName, new ClaimsPrincipal(Session.Of(admin, caller)));
        await audit.SignIn(context.Connection.RemoteIpAddress, caller.Name);
        return Results.LocalRedirect(target);
    }

    // The cookie's copies end with the session.
    private static async Task<IResult> SignOut(
        HttpContext context, [FromForm] string? to, SessionRegistry sessions, OpenRequests open, AccessLog audit)
    {
        if (Session.IdOf(context.User) is { } id)
        {
            // First what is open here, without this request; then, on every API host, what was opened until the session ended.
            open.End(id, except: context);
            await sessions.End(id, context.User.Name());
            open.End(id);
            await audit.SignOut(context.Connection.RemoteIpAddress, context.User.Name());
        }

        await context.SignOutAsync(Session.SchemeName);
        return Results.LocalRedirect(to is Page ? to : Page);
    }

    private static bool IsLocal(string? path) => path is ['/'] or ['/', not ('/' or '\\'), ..];
}
