using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Dashboard.History;
using OrleansMonitor.Dashboard.Live;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Dashboard;

/// <summary>Registers the dashboard in a host.</summary>
public static class DashboardSetup
{
    /// <summary>
    /// Adds the dashboard's services. The host must also register <see cref="IClusterSource"/>, <see cref="IEventSource"/>,
    /// <see cref="IMonitorService"/> and <see cref="IHistoryService"/>.
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

    /// <summary>Maps all pages and static assets. Assets contain no secrets and are anonymous: the sign-in page needs them.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapStaticAssets().AllowAnonymous();
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
