using Microsoft.AspNetCore.Mvc;
using OrleansMonitor.Api.Auth;

namespace OrleansMonitor.Api.People;

/// <summary>
/// The forms of a person's own second factor. They carry an antiforgery token, which the framework checks, and answer with a page. And the
/// route that resets somebody else's.
/// </summary>
internal static class FactorRoutes
{
    private const string Account = "/account";
    private const string Page = "/account/second-factor";

    public static void MapFactors(this IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{Page}/begin", Begin).ExcludeFromDescription();
        routes.MapPost(Page, TurnOn).ExcludeFromDescription();
        routes.MapPost($"{Page}/remove", TurnOff).ExcludeFromDescription();
    }

    public static void MapFactorReset(this IEndpointRouteBuilder routes) => routes.MapDelete("/accounts/{id}/second-factor", Reset)
        .WithSummary("Turn off the second factor of an account whose owner lost it; its sessions end. Needs the role admin")
        .Produces<AccountDto>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<IResult> Begin(HttpContext context, [FromForm] string? start, FactorCommands commands)
    {
        var outcome = await commands.Begin(context.User);
        return outcome.Done ? Results.LocalRedirect(Page) : Refused(outcome.Refusal.Type, Account);
    }

    // The old sessions end on all hosts, this one with them: the person goes on in one that was opened with a code.
    private static async Task<IResult> TurnOn(
        HttpContext context, [FromForm] string? code, FactorCommands commands, SessionOpener opener, OpenRequests open)
    {
        open.Spare(context);
        var outcome = await commands.TurnOn(context.User, code ?? "", context.Connection.RemoteIpAddress);
        if (outcome is null) return Results.LocalRedirect($"{Page}?failed=true");
        if (outcome.Value is not { } owner) return Refused(outcome.Refusal!.Type, Page);
        await opener.Open(context, owner);
        return Results.LocalRedirect($"{Account}?factor=on");
    }

    private static async Task<IResult> TurnOff(HttpContext context, [FromForm] string? code, FactorCommands commands)
    {
        var (attempt, outcome) = await commands.TurnOff(context.User, code ?? "", context.Connection.RemoteIpAddress);
        if (attempt.RetryAfter is { } seconds) return SignInRoutes.MustWait(context, seconds, SignInRoutes.TooManyForAccount);
        if (outcome is null) return Results.LocalRedirect($"{Account}?factor=wrong");
        return Results.LocalRedirect($"{Account}?factor={(outcome.Done ? "off" : outcome.Refusal.Type)}");
    }

    private static IResult Refused(string type, string page) => Results.LocalRedirect(type == StepUp.Problem
        ? $"{ConfirmRoutes.Page}?to={Uri.EscapeDataString(page)}" : $"{Account}?factor={type}");

    private static async Task<IResult> Reset(string id, HttpContext context, FactorCommands commands, OpenRequests open)
    {
        open.Spare(context);
        return (await commands.Reset(id, context.User, context.Connection.RemoteIpAddress)).ToResult();
    }
}
