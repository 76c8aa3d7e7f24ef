using Microsoft.AspNetCore.Mvc;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Signs a person in again within a session: the form of the page, whose antiforgery token the framework checks, and the same over REST.
/// </summary>
internal static class ConfirmRoutes
{
    public const string Page = "/confirm";

    public static void MapConfirm(this IEndpointRouteBuilder routes) => routes.MapPost(Page, Confirm).ExcludeFromDescription();

    public static void MapConfirmApi(this IEndpointRouteBuilder routes) => routes.MapPost("/sessions/confirm", ConfirmSession)
        .WithSummary(
            "Sign in again within your browser session: {password, code} of your account, or {key} that opened it. Raising levels, turning "
            + "the kill switch off, and changing API keys, accounts and tokens need a sign-in of the last minutes")
        .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<IResult> Confirm(
        HttpContext context, [FromForm] string? password, [FromForm] string? code, [FromForm] string? key, [FromForm] string? to,
        StepUp stepUp)
    {
        var target = LocalTarget.Of(to);
        if (Session.IdOf(context.User) is null) return Results.LocalRedirect(target);
        var (attempt, isListed) = await stepUp.Confirm(context.User, new(password, code, key), context.Connection.RemoteIpAddress);
        if (attempt.RetryAfter is { } seconds) return SignInRoutes.MustWait(context, seconds, SignInRoutes.TooManyForAccount);
        if (attempt.IsRight && isListed) return Results.LocalRedirect(target);
        return Results.LocalRedirect($"{Page}?failed={(isListed ? "true" : "session")}&to={Uri.EscapeDataString(target)}");
    }

    private static async Task<IResult> ConfirmSession(Confirmation? given, HttpContext context, StepUp stepUp)
    {
        if (Session.IdOf(context.User) is null)
            return Problems.Problem.Of(
                StatusCodes.Status409Conflict, "no-session", "Only browser sessions are confirmed; requests with a key need none.");
        if (string.IsNullOrEmpty(given?.Password) && string.IsNullOrEmpty(given?.Key))
            return Problems.Problem.Bad("Send the password of your account, with the code of its second factor, or the key.");
        var (attempt, isListed) = await stepUp.Confirm(context.User, given, context.Connection.RemoteIpAddress);
        if (attempt.RetryAfter is { } seconds) return SignInRoutes.MustWait(context, seconds, SignInRoutes.TooManyForAccount);
        if (!isListed)
            return Problems.Problem.Of(
                StatusCodes.Status409Conflict, "session-not-listed", "This session is not in the list of sessions. Sign out and in again.");
        return attempt.IsRight
            ? Results.NoContent()
            : Problems.Problem.Of(StatusCodes.Status403Forbidden, "not-confirmed", "The password, the code or the key is wrong.");
    }
}
