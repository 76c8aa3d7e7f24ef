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
        services.AddSingleton(new AdminKey(key));
        services.AddAuthentication(AdminKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, AdminKeyHandler>(AdminKeyHandler.SchemeName, configureOptions: null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>
    /// Without a key, only pages of this machine may talk to the API: a foreign site that resolves its own name to 127.0.0.1 is turned away by the
    /// Host header, one that posts across origins by the Origin header.
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
                await Problem.Of(StatusCodes.Status403Forbidden, "foreign-origin", "Without an admin key the API answers to this machine's own pages and programs only.")
                    .ExecuteAsync(context);
                return;
            }

            await next(context);
        });
    }

    private static bool IsLocal(HttpRequest request)
    {
        if (!ListenRules.IsLoopbackHost(request.Host.Host)) return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && ListenRules.IsLoopbackHost(uri.Host));
    }
}
