using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using OrleansMonitor.Api.Listening;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Auth;

/// <summary>Who may use the API.</summary>
internal static class AuthSetup
{
    /// <summary>Every route wants somebody known, unless it says otherwise.</summary>
    public static IServiceCollection AddAdminKey(this IServiceCollection services, string? key)
    {
        services.AddSingleton(new AdminKey(key)).PostConfigure<LoggerFilterOptions>(NeverLogQueries);
        services.AddAuthentication(AdminKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, AdminKeyHandler>(AdminKeyHandler.SchemeName, configureOptions: null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>
    /// Without a key, only the API's own pages and programs of this machine may talk to it: a foreign site that resolves its own name to 127.0.0.1 is
    /// turned away by the Host header, one that posts or opens a WebSocket across origins by the Origin header, other ports of this machine included.
    /// </summary>
    public static void UseLocalOnly(this WebApplication app, string? key)
    {
        app.Use(async (context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.XFrameOptions = "DENY";
            if (key is null && !IsLocal(context.Request))
            {
                await Problem.Of(StatusCodes.Status403Forbidden, "foreign-origin", "Without an admin key the API answers to its own pages and to programs of this machine only.")
                    .ExecuteAsync(context);
                return;
            }

            await next(context);
        });
    }

    // The web server's own log of requests has whole URLs, and so the key that a WebSocket carries in its query. This outlasts any configured level.
    private static void NeverLogQueries(LoggerFilterOptions options)
    {
        var providers = options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList();
        foreach (var provider in providers) options.Rules.Add(new(provider, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning, filter: null));
    }

    private static bool IsLocal(HttpRequest request)
    {
        if (!ListenRules.IsLoopbackHost(request.Host.Host)) return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
