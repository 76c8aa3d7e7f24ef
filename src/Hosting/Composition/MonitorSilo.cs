using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Heads;
using OrleansMonitor.Hosting.Watching;
using OrleansMonitor.Proxmox;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Puts a silo of the monitor together: the one composition root of every deployable and test.</summary>
public static class MonitorSilo
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Adds a silo with everything that it needs. Register a <see cref="TimeProvider"/> or ports beforehand to replace them.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="configuration">What to watch and how, checked.</param>
    public static IHostApplicationBuilder AddMonitorSilo(this IHostApplicationBuilder builder, CheckedConfiguration configuration)
    {
        builder.Services.AddMonitorServices(configuration);
        builder.UseOrleans(silo => silo.ConfigureMonitorSilo(configuration));

        // Whatever does not end by then is cancelled, so that a stop takes less than 10 s also in a storm.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);

        // After the silo: they ask grains.
        builder.Services.AddHostedService<StorageWatch>().AddHostedService<HeadsWatch>();
        return builder;
    }

    /// <summary>Everything but the silo itself.</summary>
    public static IServiceCollection AddMonitorServices(this IServiceCollection services, CheckedConfiguration configuration)
    {
        return services
            .AddSteadyClock()
            .AddSingleton(configuration)
            .AddSingleton(configuration.Settings)
            .AddSingleton<IClusterConnections>(new FixedClusterConnections(configuration.Connections))
            .AddProxmoxProbe()
            .AddProxmoxActuator()
            .AddStorage(configuration.Options.Database)
            .AddMonitorGrains();
    }

    /// <summary>
    /// The silo, with its state and reminders in the database, and with all others on the same database one silo cluster.
    /// </summary>
    public static ISiloBuilder ConfigureMonitorSilo(this ISiloBuilder silo, CheckedConfiguration configuration)
    {
        silo.UseMonitorClustering(configuration).UseWatchdog();
        if (configuration.Options.Silo.Dashboard) silo.AddDashboard();
        return silo.ConfigureMonitor(configuration.Settings, configuration.Options.Database.IsPostgreSql);
    }

    /// <summary>What every silo of the monitor has, however it finds its like.</summary>
    public static ISiloBuilder ConfigureMonitor(this ISiloBuilder silo, MonitorSettings settings, bool postgreSql = false)
    {
        if (postgreSql) silo.UsePostgreSqlOrleans();
        else silo.UseSqliteOrleans();
        silo.Configure<ReminderOptions>(reminders =>
        {
            reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(1);

            // A silo that could not read them while the database was away has none until the next reading.
            reminders.RefreshReminderListPeriod = TimeSpan.FromMinutes(1);
        });
        silo.UseSteadyClock();
        silo.AddStartupTask((services, _) => services.GetRequiredService<TierStarter>().Start(), ServiceLifecycleStage.Active);
        silo.Services.AddSingleton<TierStarter>();
        return silo;
    }

    /// <summary>Has the polls watched over by something that is none of what they run on.</summary>
    public static ISiloBuilder UseWatchdog(this ISiloBuilder silo)
    {
        silo.Services
            .AddSingleton<WatchdogMetrics>()
            .AddSingleton<PollWatchdog>()
            .AddSingleton<IPollWatch>(services => services.GetRequiredService<PollWatchdog>())
            .AddHostedService(services => services.GetRequiredService<PollWatchdog>());
        return silo;
    }

    private static IServiceCollection AddStorage(this IServiceCollection services, DatabaseOptions database)
    {
        var heads = string.IsNullOrWhiteSpace(database.HeadsFile) ? null : database.HeadsFile;
        return database.IsPostgreSql ? services.AddPostgreSqlStorage(database.ConnectionString, heads)
            : services.AddSqliteStorage(database.ConnectionString, heads);
    }
}
