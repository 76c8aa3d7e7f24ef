using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// The session of a signed-in browser: a cookie that scripts cannot read and other sites cannot send, valid for twelve hours without use,
/// for one admin key, until it is ended, until the API key that opened it is revoked or expires, and until the role or the password of its
/// account changes.
/// </summary>
internal static class Session
{
    public const string SchemeName = "Session";
    public const string CookieName = "orleansmonitor";

    private const string KeyClaim = "key";
    private const string IdClaim = "session";
    private const string SecretClaim = "secret";
    private const int IdDigits = 32;
    private const int SecretDigits = 64;

    /// <summary>A new session: its claims, and what is stored of it.</summary>
    /// <param name="key">The admin key.</param>
    /// <param name="caller">Who signed in.</param>
    /// <param name="address">Where from; null if that is not known.</param>
    /// <param name="now">The time now.</param>
    public static (ClaimsPrincipal User, OpenSession Stored) New(AdminKey key, Caller caller, IPAddress? address, DateTimeOffset now)
    {
        var secret = RandomNumberGenerator.GetHexString(SecretDigits);
        var id = RandomNumberGenerator.GetHexString(IdDigits);
        var user = new ClaimsPrincipal(new ClaimsIdentity(
            [.. caller.Claims(), new(KeyClaim, KeyFingerprint(key)), new(IdClaim, id), new(SecretClaim, secret)], SchemeName));
        return (user, new(
            id, OpenSession.ProofOf(secret), Caller.OwnerOf(user), caller.Name, MethodOf(caller), address?.ToString(), now, now,
            caller.Account?.Stamp));
    }

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

    /// <summary>
    /// Whether a session is valid only while it is in the list of sessions. Without an admin key whoever reads the database knows with what
    /// cookies are signed, and could make one of an account.
    /// </summary>
    public static bool MustBeKnown(AdminKey key, ClaimsPrincipal? user) => key.Value is null || Caller.AccountOf(user) is not null;

    // A changed admin key ends all sessions, a sign-out one of them.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var key = services.GetRequiredService<AdminKey>();
        var user = context.Principal;
        if (IdOf(user) is not { } id || await IsRefused(user!, key, services))
        {
            context.RejectPrincipal();
            return;
        }

        var sessions = services.GetRequiredService<SessionRegistry>();
        var secret = user!.FindFirst(SecretClaim)?.Value ?? "";
        if (!MustBeKnown(key, user)) sessions.NoteUse(id, secret);
        else if (!await sessions.IsOpen(id, secret)) context.RejectPrincipal();
        if (await sessions.HasEnded(id)) context.RejectPrincipal();
    }

    private static Task<bool> IsRefused(ClaimsPrincipal user, AdminKey key, IServiceProvider services) =>
        Caller.AccountOf(user) is { } account
            ? IsAccountRefused(user, account, services.GetRequiredService<AccountRing>())
            : IsKeyRefused(user, key, services.GetRequiredService<KeyRing>());

    private static async Task<bool> IsAccountRefused(ClaimsPrincipal user, (string Id, string Stamp) account, AccountRing accounts) =>
        user.RoleOf() is not { } role || await accounts.Find(account.Id, account.Stamp, role) is null;

    private static async Task<bool> IsKeyRefused(ClaimsPrincipal user, AdminKey key, KeyRing ring)
    {
        if (key.Value is not null && user.FindFirst(KeyClaim)?.Value != KeyFingerprint(key)) return true;
        // Sessions of versions without roles, which the admin key alone opened, are opened anew.
        if (user.RoleOf() is not { } role) return true;
        if (Caller.KeyIdOf(user) is not { } id) return key.Value is null;
        if (await ring.Find(id) is not { } known || known.Role != role) return true;
        ring.NoteUse(id);
        return false;
    }

    private static string MethodOf(Caller caller)
    {
        if (caller.Account is not null) return caller.WithCode ? "password and code" : "password";
        return caller.KeyId is null ? "admin key" : "key";
    }

    private static string KeyFingerprint(AdminKey key) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Value ?? ""), "session"u8));
}
