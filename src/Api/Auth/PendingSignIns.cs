using System.Security.Cryptography;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Sign-ins whose password was right and whose code is still missing. The browser has a random text in a cookie; what it stands for is
/// kept in memory alone, so that nobody who can read the database can make one. Thread-safe.
/// </summary>
internal sealed class PendingSignIns(AccountRing accounts, TimeProvider time)
{
    private const string CookieName = "orleansmonitor-code";
    private const int Capacity = 1000;
    private const int TokenDigits = 64;

    // One account must not push out those of others.
    private const int MaxOfAccount = 5;

    private readonly ShortLived<Known> _pending = new(time, Lifetime, Capacity);

    /// <summary>How long the code may take: 5 min.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Notes that a password was right, and sends the cookie.</summary>
    public void Begin(HttpContext context, Account account)
    {
        var token = RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true);
        _pending.Set(token, new(account.Id, account.Stamp, account.Role), known => known.Id == account.Id, MaxOfAccount);
        context.Response.Cookies.Append(CookieName, token, Options(context));
    }

    /// <summary>The account whose password was right; null if there is none, or it was changed since.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The accounts cannot be read.</exception>
    public async Task<Account?> Find(HttpContext context) =>
        _pending.Find(context.Request.Cookies[CookieName] ?? "") is { } known
            ? await accounts.Find(known.Id, known.Stamp, known.Role) : null;

    /// <summary>Ends it, so that the cookie has no effect any more.</summary>
    public void End(HttpContext context)
    {
        _pending.Remove(context.Request.Cookies[CookieName] ?? "");
        context.Response.Cookies.Delete(CookieName, Options(context));
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = CodeRoutes.Page,
        MaxAge = Lifetime,
    };

    private sealed record Known(string Id, string Stamp, Role Role);
}
