namespace OrleansMonitor.Api.Auth;

/// <summary>Lets a sign-out, the end of an API key and a change of an account abort what is open.</summary>
internal static class OpenRequestsSetup
{
    // Longer timers are not possible; a connection that is aborted early may be opened again.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Registers the requests of sessions, API keys and accounts.</summary>
    public static void UseOpenRequests(this WebApplication app)
    {
        var services = app.Services;
        var open = services.GetRequiredService<OpenRequests>();
        var ring = services.GetRequiredService<KeyRing>();
        var accounts = services.GetRequiredService<AccountRing>();
        var time = services.GetRequiredService<TimeProvider>();
        app.Use((context, next) =>
        {
            if (Caller.AccountOf(context.User) is { } account) return InAccount(open, accounts, account.Stamp, context, next);
            if (Caller.KeyIdOf(context.User) is not { } key) return InSession(open, context, next);
            return open.Run(
                KeyRing.OwnerOf(key), context, request => InKey(ring, key, time, request, again => InSession(open, again, next)));
        });
    }

    private static Task InAccount(OpenRequests open, AccountRing accounts, string stamp, HttpContext context, RequestDelegate next) =>
        open.Run(AccountRing.OwnerOf(stamp), context, request =>
        {
            // It may have ended after it was checked and before the request could be aborted.
            if (!accounts.HasEnded(stamp)) return InSession(open, request, next);
            request.Abort();
            return Task.CompletedTask;
        });

    private static Task InSession(OpenRequests open, HttpContext context, RequestDelegate next) =>
        Session.IdOf(context.User) is { } session ? open.Run(session, context, next) : next(context);

    private static async Task InKey(KeyRing ring, string key, TimeProvider time, HttpContext request, RequestDelegate next)
    {
        // It may have been revoked after it was checked and before the request could be aborted.
        if (ring.IsRevoked(key))
        {
            request.Abort();
            return;
        }

        if (Caller.ExpiryOf(request.User) is not { } expires)
        {
            await next(request);
            return;
        }

        var left = expires - time.GetUtcNow();
        await using var end = time.CreateTimer(
            static open => ((HttpContext)open!).Abort(), request, left < LongestTimer ? left : LongestTimer, Timeout.InfiniteTimeSpan);
        await next(request);
    }
}
