using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace OrleansMonitor.Api.Auth;

/// <summary>Signs a browser in with the admin key, and out. Both forms carry an antiforgery token, which the framework checks.</summary>
internal static class SignInRoutes
{
    public const string Page = "/sign-in";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Page, SignIn).AllowAnonymous().WithMetadata(new SignInLimit.Applies()).ExcludeFromDescription();
        routes.MapPost("/sign-out", async (HttpContext context, [FromForm] string? to) =>
        {
            await context.SignOutAsync(Session.SchemeName);
            return Results.LocalRedirect(to is Page ? to : Page);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> SignIn(HttpContext context, [FromForm] string? key, [FromForm] string? to, AdminKey admin)
    {
        if (admin.Value is null) return Results.LocalRedirect("/");
        var target = IsLocal(to) ? to! : "/";
        if (!admin.Is((key ?? "").Trim())) return Results.LocalRedirect($"{Page}?failed=true&to={Uri.EscapeDataString(target)}");
        await context.SignInAsync(Session.SchemeName, new ClaimsPrincipal(Session.Of(admin)));
        return Results.LocalRedirect(target);
    }

    private static bool IsLocal(string? path) => path is ['/'] or ['/', not ('/' or '\\'), ..];
}
