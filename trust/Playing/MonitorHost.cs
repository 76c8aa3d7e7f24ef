using System.Net.Security;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Simulator;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Playing;

/// <summary>The monitor as it is deployed, on virtual time, watching simulated clusters within the process.</summary>
internal sealed class MonitorHost : IAsyncDisposable
{
    private readonly InProcessTestCluster _silos;

    private MonitorHost(InProcessTestCluster silos) => _silos = silos;

    public IServiceProvider Services => _silos.Silos[0].ServiceProvider;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it.</summary>
    /// <param name="configuration">What it watches.</param>
    /// <param name="proxmox">The cluster.</param>
    /// <param name="time">The clock.</param>
    /// <param name="before">Adds services before the monitor's own.</param>
    /// <param name="after">Changes the services when all else is added.</param>
    public static async Task<MonitorHost> Start(
        CheckedConfiguration configuration, SimulatedProxmox proxmox, TimeProvider time, Action<IServiceCollection> before, Action<IServiceCollection> after)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "monitor";
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, new LateTimers(time));
            silo.Services.AddSingleton<IProxmoxTransport>(new InProcessTransport(proxmox));
            before(silo.Services);
            silo.Services.AddMonitorServices(configuration);
            silo.ConfigureMonitor(configuration.Settings);
            silo.UseWatchdog();
            after(silo.Services);
        });
        var silos = builder.Build();
        await silos.DeployAsync();
        return new(silos);
    }

    public ValueTask DisposeAsync() => _silos.DisposeAsync();

    private sealed class InProcessTransport(SimulatedProxmox proxmox) : IProxmoxTransport
    {
        public HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime) => proxmox.Handler(tls);

        public HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected) => proxmox.Handler(tls, connected);
    }
}
