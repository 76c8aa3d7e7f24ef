using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Heads;
using OrleansMonitor.Hosting.Storage.Sqlite;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Playing;

/// <summary>The monitor as it is deployed, on virtual time.</summary>
internal sealed class MonitorHost : IAsyncDisposable
{
    private const int ProbesPerLook = 30;

    private readonly InProcessTestCluster _silos;

    private MonitorHost(InProcessTestCluster silos) => _silos = silos;

    public IServiceProvider Services => _silos.Silos[0].ServiceProvider;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it.</summary>
    /// <param name="configuration">What it watches.</param>
    /// <param name="network">How it reaches what it watches.</param>
    /// <param name="time">The clocks of its machine.</param>
    /// <param name="before">Adds services before the monitor's own.</param>
    /// <param name="after">Changes the services when all else is added.</param>
    public static async Task<MonitorHost> Start(
        CheckedConfiguration configuration, IProxmoxTransport network, TimeProvider time, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "monitor";
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(
                Orleans.Reminders.ReminderTimeProviderNames.Reminders, (services,
                    _) => new PassingTime(services.GetRequiredService<TimeProvider>()));
            silo.Services.AddSingleton(network);
            before?.Invoke(silo.Services);
            silo.Services.AddMonitorServices(configuration);
            silo.ConfigureMonitor(configuration.Settings);
            silo.UseWatchdog();
            silo.Services.AddHostedService<StorageWatch>().AddHostedService<HeadsWatch>();
            after?.Invoke(silo.Services);
        });
        var silos = builder.Build();
        await silos.DeployAsync();
        var host = new MonitorHost(silos);

        // Nobody overwrites the file in its place, and looking inside with every probe takes half of the processor time.
        host.Services.GetRequiredService<SqliteDatabase>().Guard.InsideEvery = ProbesPerLook;
        return host;
    }

    /// <summary>Ends it as if its process were killed: nothing is written any more.</summary>
    public async Task Kill()
    {
        await _silos.KillSiloAsync(_silos.Silos[0]);
        await _silos.DisposeAsync();
    }

    /// <summary>Stops it in good order.</summary>
    public ValueTask DisposeAsync() => _silos.DisposeAsync();
}
