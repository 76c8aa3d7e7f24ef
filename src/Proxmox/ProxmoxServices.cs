using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Acting;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox;

/// <summary>Registers reading and changing Proxmox.</summary>
public static class ProxmoxServices
{
    /// <summary>
    /// Adds <see cref="IProbe"/>. An <see cref="IClusterConnections"/> must be registered besides; <see cref="TimeProvider"/> is the
    /// system's where none is.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="timeouts">How long calls may take; the defaults where null.</param>
    public static IServiceCollection AddProxmoxProbe(this IServiceCollection services, ProbeTimeouts? timeouts = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IProbe>(provider => new ProxmoxProbe(
            provider.GetRequiredService<IClusterConnections>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>(),
            timeouts,
            provider.GetService<IProxmoxTransport>()));
        return services;
    }

    /// <summary>
    /// Adds <see cref="IActuator"/>. An <see cref="IClusterConnections"/> must be registered besides; with <see cref="AddProxmoxProbe"/>
    /// both keep to one budget of requests.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="timeouts">How long calls may take; the defaults where null.</param>
    public static IServiceCollection AddProxmoxActuator(this IServiceCollection services, ActTimeouts? timeouts = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IActuator>(provider => new ProxmoxActuator(
            provider.GetRequiredService<IClusterConnections>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>(),
            timeouts,
            provider.GetService<IProbe>() as ProxmoxProbe,
            provider.GetService<IProxmoxTransport>()));
        return services;
    }
}
