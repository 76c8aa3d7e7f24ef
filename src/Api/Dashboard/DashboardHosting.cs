using OrleansMonitor.Dashboard;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Hosts the dashboard and gives it what it reads.</summary>
internal static class DashboardHosting
{
    // Blazor sets heights of its virtual rows in style attributes; nothing else is inline, and nothing comes from elsewhere.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static IServiceCollection AddHostedDashboard(this IServiceCollection services) => services
        .AddSingleton<IClusterSource, ClusterSource>()
        .AddSingleton<IEventSource, DashboardEvents>()
        .AddSingleton<IMonitorService, MonitorService>()
        .AddSingleton<IConnectionTrial, ConnectionTrial>()
        .AddDashboard();

    /// <summary>Pages load from this host alone.</summary>
    public static void UseContentPolicy(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return next(context);
    });
}
