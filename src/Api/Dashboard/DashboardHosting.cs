using OrleansMonitor.Dashboard;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Hosts the dashboard and provides its data sources.</summary>
internal static class DashboardHosting
{
    // Blazor sets heights of virtual rows in style attributes; nothing else is inline, and nothing is loaded from other hosts.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static IServiceCollection AddHostedDashboard(this IServiceCollection services) => services
        .AddSingleton<IClusterSource, ClusterSource>()
        .AddSingleton<IEventSource, DashboardEvents>()
        .AddSingleton<IMonitorService, MonitorService>()
        .AddSingleton<IHistoryService, HistoryService>()
        .AddSingleton<INotificationService, NotificationService>()
        .AddSingleton<IConnectionTrial, ConnectionTrial>()
        .AddSingleton<IConnectionService, ConnectionService>()
        .AddSingleton<IPeopleService, PeopleService>()
        .AddDashboard();

    /// <summary>Sets the content security policy: pages load from this host alone.</summary>
    public static void UseContentPolicy(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return next(context);
    });
}
