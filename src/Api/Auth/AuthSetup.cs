using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansMonitor.Api.Listening;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Auth;

/// <summary>Authentication and authorization of the API.</summary>
internal static class AuthSetup
{
    private const string KeyOrSession = "KeyOrSession";

    /// <summary>Adds authentication. All routes require the role in <see cref="AccessTable"/> unless they allow anonymous access.</summary>
    public static IServiceCollection AddAdminKey(this IServiceCollection services, string? key)
    {
        services.AddSingleton(new AdminKey(key)).PostConfigure<LoggerFilterOptions>(LimitLog);
        services.AddSessionKeys(key);
        services.AddAuthentication(KeyOrSession)
            .AddPolicyScheme(KeyOrSession, displayName: null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, AdminKeyHandler>(AdminKeyHandler.SchemeName, configureOptions: null)
            .AddCookie(Session.SchemeName, Session.Configure);
        services.AddSingleton<AttemptLimit>().AddSingleton<OpenRequests>().AddSingleton<SessionRegistry>();
        services.AddAntiforgery(options => options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.TryAddSingleton<Passwords>();
        services.AddSingleton<IAccountStore, GrainAccountStore>().AddSingleton<AccountRing>().AddSingleton<OpenAccess>()
            .AddSingleton<AccountCheck>().AddSingleton<FactorCheck>().AddSingleton<PendingSignIns>().AddSingleton<StepUp>()
            .AddSingleton<SessionOpener>()
            .AddSingleton<SetUpLink>().AddHostedService<SetUpBanner>().AddHostedService<OpenRequestsCheck>();
        services.AddSingleton<IKeyStore, GrainKeyStore>().AddSingleton<KeyRing>().AddSingleton<KeyCheck>().AddSingleton<AccessLog>();
        var byTable = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new TableRequirement()).Build();
        services.AddAuthorizationBuilder().SetDefaultPolicy(byTable).SetFallbackPolicy(byTable);
        return services;
    }

    /// <summary>
    /// If no sign-in is needed, only the API's own pages and programs on this machine may use it. The Host header reveals a foreign site
    /// that resolves its name to 127.0.0.1; the Origin header reveals a cross-origin post or WebSocket, including from other ports of this
    /// machine.
    /// </summary>
    public static void UseLocalOnly(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<OpenAccess>();
        app.Use(async (context, next) =>
        {
            var openness = await access.Now();
            context.Set(openness);
            if (openness != Openness.Closed && !IsLocal(context.Request))
            {
                await Problem.Of(
                    StatusCodes.Status403Forbidden, "foreign-origin",
                    "Without an admin key or an admin's account the API answers to its own pages and to programs of this machine only.")
                    .ExecuteAsync(context);
                return;
            }

            // Browsers send the cookie for other ports of the host, too; only the monitor's own pages may use it.
            if (context.Request.Cookies.ContainsKey(Session.CookieName) && !IsOwnOrigin(context.Request))
            {
                await Problem.Of(
                    StatusCodes.Status403Forbidden, "foreign-origin",
                    "A session is for the monitor's own pages. Behind a reverse proxy, have it pass the Host header on.")
                    .ExecuteAsync(context);
                return;
            }

            await next(context);
        });
    }

    // One name for all: by default each folder that the program is installed in has keys of its own.
    private static void AddSessionKeys(this IServiceCollection services, string? key)
    {
        services.AddDataProtection().SetApplicationName("OrleansMonitor");
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository, AdminKey>((keys, repository, admin) =>
        {
            keys.XmlRepository = repository;
            if (admin.Value is not null) keys.XmlEncryptor = new SealedKeys(admin);
        });

        // Without an admin key a session is proven by what the database does not hold (Session.MustBeKnown), so that unencrypted keys need
        // no warning.
        if (key is null) services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }

    // The web server's request log contains whole URLs, and so the key in the query of a WebSocket. The handlers' own lines have no address
    // and come with each wrong key; AttemptLimit logs those. These rules override any configured level.
    private static void LimitLog(LoggerFilterOptions options)
    {
        options.Force("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        options.Force(typeof(AdminKeyHandler).FullName!, LogLevel.Warning);
    }

    private static string SchemeOf(HttpContext context) =>
        context.Openness() != Openness.Open
        && context.Request.Cookies.ContainsKey(Session.CookieName)
        && context.Request.Headers.Authorization.Count == 0
        && !context.Request.Query.ContainsKey("access_token")
            ? Session.SchemeName
            : AdminKeyHandler.SchemeName;

    private static bool IsLocal(HttpRequest request) => ListenRules.IsLoopbackHost(request.Host.Host) && IsOwnOrigin(request);

    private static bool IsOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
