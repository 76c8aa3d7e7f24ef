using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Acting;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox;

/// <summary>Registers the probe and the actuator.</summary>
public static class ProxmoxServices
{
    /// <summary>
    /// Adds <see cref="IProbe"/>. Requires a registered <see cref="IClusterConnections"/>; <see cref="TimeProvider"/> defaults to the
    /// system's.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="timeouts">The timeouts; null for the defaults.</param>
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
    /// Adds <see cref="IActuator"/>. Requires a registered <see cref="IClusterConnections"/>; after <see cref="AddProxmoxProbe"/> both
    /// share their request limits.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="timeouts">The timeouts; null for the defaults.</param>
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
