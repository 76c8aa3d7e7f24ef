using Orleans.Dashboard;
using OrleansMonitor.Api.Access;
using OrleansMonitor.Api.Actions;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Autonomy;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Connections;
using OrleansMonitor.Api.Dashboard;
using OrleansMonitor.Api.Demo;
using OrleansMonitor.Api.Events;
using OrleansMonitor.Api.Explain;
using OrleansMonitor.Api.Guests;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Api.History;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Keys;
using OrleansMonitor.Api.Listening;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Api.Nodes;
using OrleansMonitor.Api.Notifications;
using OrleansMonitor.Api.People;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Silences;
using OrleansMonitor.Api.Status;
using OrleansMonitor.Dashboard;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Logging;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api;

/// <summary>Puts the API host together.</summary>
internal static class MonitorApp
{
    // In bytes. The longest requests of the API contain a comment.
    private const long MaxBody = 64 * 1024;

    /// <summary>Builds the host; nothing listens yet.</summary>
    /// <exception cref="ConfigurationException">The configuration has problems; it lists them all.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var demo = args.Contains(DemoCluster.Flag);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args.Where(arg => arg != DemoCluster.Flag)],
            ApplicationName = typeof(MonitorApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        configure?.Invoke(builder);
        var proxmox = demo ? await DemoCluster.AddAsync(builder) : null;
        try
        {
            return Build(builder, demo);
        }
        catch
        {
            if (proxmox is not null) await proxmox.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Build(WebApplicationBuilder builder, bool demo)
    {
        var configuration = MonitorConfiguration.Load(builder.Configuration) with { Demo = demo };
        var key = configuration.Options.Auth.Key;
        ListenRules.Apply(builder, key);
        builder.WebHost.ConfigureKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, MaxBody));

        builder.WebHost.UseStaticWebAssets();
        builder.AddLineLog();
        builder.AddMonitorSilo(configuration);
        builder.Services
            .AddApiJson()
            .AddTrustedProxies(configuration.TrustedProxies)
            .AddSecurityHeaders()
            .AddApiProblems()
            .AddAdminKey(key)
            .AddLive(configuration.Options.Auth.ConnectionsPerClient)
            .AddHostedDashboard()
            .AddApiHealth(configuration.Settings.Notifications.Heartbeat)
            .AddOpenApi()
            .AddSingleton<StatusReader>()
            .AddSingleton<HistoryReader>()
            .AddSingleton<AutonomyCommands>()
            .AddSingleton<RepairCommands>()
            .AddSingleton<StormCommands>()
            .AddSingleton<IncidentCommands>()
            .AddSingleton<KeyCommands>()
            .AddSingleton<AccountCommands>()
            .AddSingleton<SessionCommands>()
            .AddSingleton<FactorCommands>()
            .AddSingleton<SealReadiness>()
            .AddSingleton<ConnectionCommands>()
            .AddSingleton<ConnectionSetup>()
            .AddSingleton<ConnectionCheck>()
            .AddSingleton<NotificationCommands>()
            .AddSingleton<NotificationHistory>()
            .AddSingleton<SilenceCommands>()
            .AddSingleton<SilencePreview>()
            .AddHostedService<ListeningBanner>();

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseHsts();
        app.UseSecurityHeaders();
        app.UseApiProblems();
        app.UseBodyCharset();
        app.UseLocalOnly();
        // After the error handling, which routes again to the error page for people.
        app.UseRouting();
        app.UseAuthentication();
        app.UseOpenRequests();
        app.UseAuthorization();
        app.UseConnectionLimit();
        app.UseAntiforgery();
        app.UseContentPolicy();
        app.MapApi();
        if (configuration.Options.Silo.Dashboard) app.MapOrleansDashboard("/orleans").RequireAuthorization();
        return app;
    }

    private static void MapApi(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapApiHealth();
        app.MapLive();
        app.MapDashboard();
        app.MapSignIn();
        app.MapCode();
        app.MapConfirm();
        app.MapPersonal();
        app.MapFactors();
        var api = app.MapGroup("/api/v1").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddEndpointFilter<RouteGroupBuilder, StorageGate>();
        api.MapStatus();
        api.MapClusters();
        api.MapMissingPermissions();
        api.MapNodes();
        api.MapGuests();
        api.MapHistory();
        api.MapIncidents();
        api.MapNotifications();
        api.MapSilences();
        api.MapActions();
        api.MapEvents();
        api.MapAutonomy();
        api.MapStorm();
        api.MapExplain();
        api.MapKeys();
        api.MapAccounts();
        api.MapFactorReset();
        api.MapSessions();
        api.MapConfirmApi();
        api.MapConnections();
    }
}
