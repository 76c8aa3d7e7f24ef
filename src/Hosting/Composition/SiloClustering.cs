using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage;
using SiloClusterOptions = Orleans.Configuration.ClusterOptions;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Configures how silos find each other and detect a dead silo.</summary>
internal static class SiloClustering
{
    // Entries: grains are found in the directory itself.
    private const int LoneCacheSize = 1000;

    /// <summary>One silo on its own with SQLite; many on PostgreSQL.</summary>
    public static ISiloBuilder UseMonitorClustering(this ISiloBuilder silo, CheckedConfiguration configuration)
    {
        var (options, addresses) = (configuration.Options.Silo, configuration.Silo);
        silo.Configure<Orleans.Configuration.SiloOptions>(names => names.SiloName = $"{Environment.MachineName}:{options.SiloPort}");
        if (!configuration.Options.Database.IsPostgreSql) return silo.UseNoOther(options);

        silo.UsePostgreSqlMembership();
        silo.Configure<SiloClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ClusterId));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = addresses.Address;
            (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.GatewayPort);

            // Set explicitly; otherwise Orleans listens on all addresses of the machine.
            endpoints.SiloListeningEndpoint = new IPEndPoint(addresses.Address, options.SiloPort);
            endpoints.GatewayListeningEndpoint = options.GatewayPort == 0 ? null : new IPEndPoint(addresses.Address, options.GatewayPort);
        });
        silo.Configure<ClusterMembershipOptions>(Tune);
        if (addresses.Tls is { } tls) silo.UseSiloTls(tls);
        return silo;
    }

    // The cache is for grains whose entry another silo keeps; its arrays are as large as it may grow, 18 MB by default.
    private static ISiloBuilder UseNoOther(this ISiloBuilder silo, Options.SiloOptions options)
    {
        silo.UseLocalhostClustering(
            options.SiloPort, gatewayPort: 0, primarySiloEndpoint: null, serviceId: options.ClusterId, clusterId: options.ClusterId);
        silo.Services.CloseSiloListeners();
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = LoneCacheSize);
        silo.Services.AddKeyedSingleton<TimeProvider>(
            TimeProviderNames.Membership, (services, _) => new LoneMembershipClock(services.GetRequiredService<TimeProvider>()));
        return silo;
    }

    // A killed silo is evicted within a second or two and a hung one within five; by default the latter takes a minute (orleans/facts §2).
    private static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 2;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }
}
