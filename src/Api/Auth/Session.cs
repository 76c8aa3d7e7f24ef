using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// A signed-in browser: a cookie that scripts cannot read and other sites cannot send, good for twelve hours without use and for one key.
/// </summary>
internal static class Session
{
    public const string SchemeName = "Session";
    public const string CookieName = "orleansmonitor";

    private const string KeyClaim = "key";

    public static ClaimsIdentity Of(AdminKey key) => new([new(ClaimTypes.Name, "admin"), new(KeyClaim, Trace(key))], SchemeName);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        // Who is not known is told by one scheme alone.
        options.Events.OnRedirectToLogin = context => context.HttpContext.ChallengeAsync(AdminKeyHandler.SchemeName);
    }

    // A changed key ends every session.
    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var key = context.HttpContext.RequestServices.GetRequiredService<AdminKey>();
        if (key.Value is null || context.Principal?.FindFirst(KeyClaim)?.Value != Trace(key)) context.RejectPrincipal();
        return Task.CompletedTask;
    }

    private static string Trace(AdminKey key) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Value ?? ""), "session"u8));
}
