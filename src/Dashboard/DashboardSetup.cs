using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Dashboard.History;
using OrleansMonitor.Dashboard.Live;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Dashboard;

/// <summary>Puts the dashboard into a host.</summary>
public static class DashboardSetup
{
    /// <summary>
    /// Adds the dashboard. The host registers <see cref="IClusterSource"/>, <see cref="IEventSource"/> and <see cref="IMonitorService"/>
    /// besides.
    /// </summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddScoped<ConnectionWatch>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<ConnectionWatch>());
        services.AddSingleton<Recorder>();
        services.AddSingleton<LiveBoard>().AddHostedService(provider => provider.GetRequiredService<LiveBoard>());
        return services;
    }

    /// <summary>
    /// Maps every page and what pages load. Scripts and styles hold no secret and need nobody known, or the sign-in page could not be read.
    /// </summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapStaticAssets().AllowAnonymous();
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
