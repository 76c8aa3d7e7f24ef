using System.Security.Claims;

namespace OrleansMonitor.Api.Auth;

/// <summary>Who does something, as the audit log names them.</summary>
internal static class Actors
{
    public static string Actor(this HttpContext context) => context.User.Name();

    public static string Name(this ClaimsPrincipal? user) => user?.Identity?.Name ?? "user";
}
