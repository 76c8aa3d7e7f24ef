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
    /// <summary>With SQLite a single silo, with PostgreSQL many.</summary>
    public static ISiloBuilder UseMonitorClustering(this ISiloBuilder silo, CheckedConfiguration configuration)
    {
        var (options, addresses) = (configuration.Options.Silo, configuration.Silo);
        silo.Configure<Orleans.Configuration.SiloOptions>(names => names.SiloName = $"{Environment.MachineName}:{options.SiloPort}");
        if (!configuration.Options.Database.IsPostgreSql)
            return silo.UseLocalhostClustering(
                options.SiloPort, options.GatewayPort, primarySiloEndpoint: null, serviceId: options.ClusterId,
                clusterId: options.ClusterId);

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

    // Evicts a killed silo within 2 s and a hung one within 5 s; Orleans' default for the latter is a minute (orleans/facts §2).
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
