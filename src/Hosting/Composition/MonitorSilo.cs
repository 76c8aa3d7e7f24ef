using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;
using OrleansMonitor.Channels;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Hosting.Connections;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Heads;
using OrleansMonitor.Hosting.Storage.Sqlite;
using OrleansMonitor.Hosting.Watching;
using OrleansMonitor.Proxmox;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Builds a silo of the monitor: the composition root of all deployables and tests.</summary>
public static class MonitorSilo
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    /// <summary>Adds a silo with all its services. To replace a <see cref="TimeProvider"/> or ports, register them beforehand.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="configuration">The checked configuration.</param>
    public static IHostApplicationBuilder AddMonitorSilo(this IHostApplicationBuilder builder, CheckedConfiguration configuration)
    {
        builder.Services.AddMonitorServices(configuration).AddHostedService<ConfigurationWarner>();
        if (!configuration.Options.Database.IsPostgreSql) builder.Services.AddHostedService<SqliteClaim>();
        builder.UseOrleans(silo => silo.ConfigureMonitorSilo(configuration));

        // Whatever has not ended by then is cancelled: a stop takes less than 10 s even during a failure storm.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);

        // After the silo, because they call grains.
        builder.Services.AddHostedService<StorageWatch>().AddHostedService<HeadsWatch>();
        return builder;
    }

    /// <summary>Adds all services except the silo itself.</summary>
    public static IServiceCollection AddMonitorServices(this IServiceCollection services, CheckedConfiguration configuration)
    {
        return services
            .AddSteadyClock()
            .AddSingleton(configuration)
            // A list of its own for each process: the configuration may be shared.
            .AddSingleton(configuration.Settings with { Clusters = [.. configuration.Settings.Clusters.Configured] })
            .AddSingleton(new TokenSeal(SealKey.Of(configuration.Options)))
            .AddSingleton(services => new LiveClusterConnections(
                configuration.Connections, services.GetRequiredService<MonitorSettings>().Clusters,
                services.GetRequiredService<TokenSeal>()))
            .AddSingleton<IClusterConnections>(services => services.GetRequiredService<LiveClusterConnections>())
            .AddProxmoxProbe()
            .AddProxmoxActuator()
            .AddStorage(configuration.Options.Database)
            .AddNotificationChannels(
                configuration.Options.Notifications.Destinations, configuration.Settings.Notifications.Heartbeat)
            .AddMonitorGrains();
    }

    /// <summary>
    /// Configures the silo. State and reminders are kept in the database; all silos on one database form one silo cluster.
    /// </summary>
    public static ISiloBuilder ConfigureMonitorSilo(this ISiloBuilder silo, CheckedConfiguration configuration)
    {
        silo.UseMonitorClustering(configuration).FollowRegistry().UseWatchdog();
        if (configuration.Options.Silo.Dashboard) silo.AddDashboard();
        return silo.ConfigureMonitor(configuration.Settings, configuration.Options.Database.IsPostgreSql);
    }

    /// <summary>Configures what all silos share, whatever their clustering.</summary>
    public static ISiloBuilder ConfigureMonitor(this ISiloBuilder silo, MonitorSettings settings, bool postgreSql = false)
    {
        if (postgreSql) silo.UsePostgreSqlOrleans();
        else silo.UseSqliteOrleans();
        silo.Configure<ReminderOptions>(reminders =>
        {
            reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(1);

            // A silo that could not read its reminders during a database outage has none until the next refresh.
            reminders.RefreshReminderListPeriod = TimeSpan.FromMinutes(1);
        });
        silo.UseSteadyClock();
        silo.AddStartupTask((services, _) => services.GetRequiredService<TierStarter>().Start(), ServiceLifecycleStage.Active);
        silo.AddStartupTask((services, _) => services.GetRequiredService<DestinationStarter>().Start(), ServiceLifecycleStage.Active);
        silo.Services.AddSingleton<RegistryReader>().AddSingleton<TierStarter>();
        return silo;
    }

    /// <summary>Lets clusters that people add, pause and remove take effect in this process.</summary>
    public static ISiloBuilder FollowRegistry(this ISiloBuilder silo)
    {
        silo.Services
            .AddSingleton<RegistryFollower>()
            .AddSingleton<IRegistryFollower>(services => services.GetRequiredService<RegistryFollower>())
            .AddHostedService(services => services.GetRequiredService<RegistryFollower>());
        return silo;
    }

    /// <summary>Adds a watchdog of the polls that does not depend on grains or reminders.</summary>
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
        return database.IsPostgreSql
            ? services.AddPostgreSqlStorage(database.ConnectionString, heads)
            : services.AddSqliteStorage(database.ConnectionString, heads);
    }
}
