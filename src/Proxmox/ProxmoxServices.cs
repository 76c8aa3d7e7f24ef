using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Proxmox;

/// <summary>Registers the reading of Proxmox.</summary>
public static class ProxmoxServices
{
    /// <summary>
    /// Adds <see cref="IProbe"/>. An <see cref="IClusterConnections"/> must be registered besides; <see cref="TimeProvider"/> is the system's
    /// where none is.
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
            timeouts));
        return services;
    }
}
