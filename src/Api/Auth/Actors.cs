using System.Security.Claims;

namespace OrleansMonitor.Api.Auth;

/// <summary>The name of a user in the audit log.</summary>
internal static class Actors
{
    public static string Actor(this HttpContext context) => context.User.Name();

    public static string Name(this ClaimsPrincipal? user) => user?.Identity?.Name ?? "user";
}
