using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// The session of a signed-in browser: a cookie that scripts cannot read and other sites cannot send, valid for twelve hours without use,
/// for one admin key, until the sign-out, and until the API key that opened it is revoked or expires.
/// </summary>
internal static class Session
{
    public const string SchemeName = "Session";
    public const string CookieName = "orleansmonitor";

    private const string KeyClaim = "key";
    private const string IdClaim = "session";
    private const int IdBytes = 16;

    /// <summary>A new session.</summary>
    /// <param name="key">The admin key.</param>
    /// <param name="caller">Who signed in.</param>
    public static ClaimsIdentity Of(AdminKey key, Caller caller) => new(
        [.. caller.Claims(), new(KeyClaim, KeyFingerprint(key)), new(IdClaim, RandomNumberGenerator.GetHexString(IdBytes * 2))],
        SchemeName);

    /// <summary>The session's id, which is no secret; null for a user without a session.</summary>
    public static string? IdOf(ClaimsPrincipal? user) => user?.FindFirst(IdClaim)?.Value;

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        // Unauthenticated requests are answered by one scheme alone.
        options.Events.OnRedirectToAccessDenied = context => Forbidden.Of(context.HttpContext).ExecuteAsync(context.HttpContext);
        options.Events.OnRedirectToLogin = context => context.HttpContext.ChallengeAsync(AdminKeyHandler.SchemeName);
    }

    // A changed admin key ends all sessions, a sign-out one of them.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var key = services.GetRequiredService<AdminKey>();
        if (key.Value is null || context.Principal?.FindFirst(KeyClaim)?.Value != KeyFingerprint(key)
            || IdOf(context.Principal) is not { } id
            || await IsKeyRefused(context, services.GetRequiredService<KeyRing>())
            || await services.GetRequiredService<SessionRegistry>().HasEnded(id)) context.RejectPrincipal();
    }

    private static async Task<bool> IsKeyRefused(CookieValidatePrincipalContext context, KeyRing ring)
    {
        // Sessions of versions without roles, which the admin key alone opened, are opened anew.
        if (context.Principal.RoleOf() is null) return true;
        if (Caller.KeyIdOf(context.Principal) is not { } id) return false;
        if (await ring.Find(id) is null) return true;
        ring.NoteUse(id);
        return false;
    }

    private static string KeyFingerprint(AdminKey key) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Value ?? ""), "session"u8));
}
