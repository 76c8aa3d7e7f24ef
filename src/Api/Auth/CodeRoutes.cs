using Microsoft.AspNetCore.Mvc;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// The second page of a sign-in, which asks for the code. The form carries an antiforgery token, which the framework checks.
/// </summary>
internal static class CodeRoutes
{
    public const string Page = "/sign-in/code";

    public static void MapCode(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Page, SignIn).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> SignIn(
        HttpContext context, [FromForm] string? code, [FromForm] string? to, PendingSignIns pending, FactorCheck codes,
        SessionOpener opener)
    {
        var target = LocalTarget.Of(to);
        if (await pending.Find(context) is not { Factor: not null } account)
            return Results.LocalRedirect($"{SignInRoutes.Page}?failed=late&to={Uri.EscapeDataString(target)}");
        var attempt = await codes.Try(context.Connection.RemoteIpAddress, account, code ?? "");
        if (attempt.RetryAfter is { } seconds)
            return SignInRoutes.MustWait(context, seconds, SignInRoutes.TooManyForAccount);
        if (!attempt.IsRight) return Results.LocalRedirect($"{Page}?failed=true&to={Uri.EscapeDataString(target)}");
        pending.End(context);
        await opener.Open(context, Caller.Of(account, withCode: true));
        return Results.LocalRedirect(target);
    }
}
