using OrleansMonitor.Api.Actions;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Autonomy;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Demo;
using OrleansMonitor.Api.Events;
using OrleansMonitor.Api.Explain;
using OrleansMonitor.Api.Guests;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Api.Home;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Listening;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Api.Nodes;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Status;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api;

/// <summary>Puts the API host together.</summary>
internal static class MonitorApp
{
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
        if (demo) await DemoCluster.AddAsync(builder);

        var configuration = MonitorConfiguration.Load(builder.Configuration);
        configuration.Options.Demo = demo;
        ListenRules.Apply(builder, configuration.Options.Auth.Key);

        builder.AddMonitorSilo(configuration);
        builder.Services
            .AddApiJson()
            .AddApiProblems()
            .AddAdminKey(configuration.Options.Auth.Key)
            .AddLive()
            .AddApiHealth()
            .AddOpenApi();

        var app = builder.Build();
        app.UseApiProblems();
        app.UseLocalOnly(configuration.Options.Auth.Key);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapApi();
        return app;
    }

    private static void MapApi(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapApiHealth();
        app.MapLive();
        app.MapHome();
        var api = app.MapGroup("/api/v1");
        api.MapStatus();
        api.MapClusters();
        api.MapNodes();
        api.MapGuests();
        api.MapIncidents();
        api.MapActions();
        api.MapEvents();
        api.MapAutonomy();
        api.MapExplain();
    }
}
