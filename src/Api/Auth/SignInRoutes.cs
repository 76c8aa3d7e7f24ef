using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Signs a browser in with a name and a password, the admin key or an API key, and out. The forms carry an antiforgery token, which the
/// framework checks.
/// </summary>
internal static class SignInRoutes
{
    public const string Page = "/sign-in";

    public const string TooManyForAccount = "There were too many wrong passwords or codes from this address or for this name.";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Page, SignIn).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOut).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The answer to somebody who must wait.</summary>
    public static IResult MustWait(HttpContext context, long seconds, string what)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problem.Of(
            StatusCodes.Status429TooManyRequests, "too-many-attempts", $"{what} Wait {seconds} s, go back and try again.");
    }

    // The attempt counts only here, after the antiforgery token was checked, so that other sites cannot use up a person's attempts.
    private static Task<IResult> SignIn(
        HttpContext context, [FromForm] string? key, [FromForm] string? name, [FromForm] string? password, [FromForm] string? to,
        KeyCheck keys, AccountCheck accounts, PendingSignIns pending, SessionOpener opener, AccessLog audit)
    {
        var target = LocalTarget.Of(to);
        if (context.Openness() == Openness.Open) return Task.FromResult(Results.LocalRedirect("/"));
        return string.IsNullOrEmpty(key) && !string.IsNullOrEmpty(name)
            ? WithPassword(context, name.Trim(), password ?? "", target, accounts, pending, opener, audit)
            : WithKey(context, (key ?? "").Trim(), target, keys, opener);
    }

    private static async Task<IResult> WithKey(HttpContext context, string key, string target, KeyCheck keys, SessionOpener opener)
    {
        var (attempt, caller) = await keys.Try(context.Connection.RemoteIpAddress, key);
        if (attempt.RetryAfter is { } seconds) return MustWait(context, seconds, "Too many wrong keys came from this address.");
        if (caller is null) return Results.LocalRedirect($"{Page}?failed=true&to={Uri.EscapeDataString(target)}");
        await opener.Open(context, caller);
        return Results.LocalRedirect(target);
    }

    private static async Task<IResult> WithPassword(
        HttpContext context, string name, string password, string target, AccountCheck accounts, PendingSignIns pending,
        SessionOpener opener, AccessLog audit)
    {
        var (attempt, account) = await accounts.Try(context.Connection.RemoteIpAddress, name, password);
        if (attempt.RetryAfter is { } seconds)
            return MustWait(context, seconds, TooManyForAccount);
        if (account is null) return Results.LocalRedirect($"{Page}?failed=password&to={Uri.EscapeDataString(target)}");
        if (account.Factor is not null)
        {
            pending.Begin(context, account);
            await audit.AskedForCode(context.Connection.RemoteIpAddress, account.Actor);
            return Results.LocalRedirect($"{CodeRoutes.Page}?to={Uri.EscapeDataString(target)}");
        }

        await opener.Open(context, Caller.Of(account));
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
}
