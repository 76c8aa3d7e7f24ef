using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.Network;
using OrleansMonitor.Grains.Nodes;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Grains.Keys;

/// <summary>The one place where grains are found by typed ids.</summary>
public static class GrainKeys
{
    /// <summary>The scheduler of one tier of a cluster.</summary>
    public static ITierSchedulerGrain Scheduler(this IGrainFactory grains, ClusterName cluster, Tier tier) =>
        grains.GetGrain<ITierSchedulerGrain>($"{cluster}/{tier}");

    /// <summary>A cluster.</summary>
    public static IClusterGrain Cluster(this IGrainFactory grains, ClusterName cluster) => grains.GetGrain<IClusterGrain>(cluster.ToString());

    /// <summary>A node.</summary>
    public static INodeGrain Node(this IGrainFactory grains, NodeId node) => grains.GetGrain<INodeGrain>(node.ToString());

    /// <summary>A guest.</summary>
    public static IVmGrain Guest(this IGrainFactory grains, GuestId guest) => grains.GetGrain<IVmGrain>(guest.ToString());

    /// <summary>The incidents of one key.</summary>
    public static IIncidentGrain Incident(this IGrainFactory grains, string incidentKey) => grains.GetGrain<IIncidentGrain>(incidentKey);

    /// <summary>What suppresses the incidents of a cluster.</summary>
    public static IIncidentBoardGrain IncidentBoard(this IGrainFactory grains, ClusterName cluster) => grains.GetGrain<IIncidentBoardGrain>(cluster.ToString());

    /// <summary>The audit log of a cluster, or of the monitor's own settings where null.</summary>
    public static IAuditGrain Audit(this IGrainFactory grains, string? cluster) => grains.GetGrain<IAuditGrain>(cluster ?? "monitor");

    /// <summary>The feed of all events.</summary>
    public static IEventFeedGrain Feed(this IGrainFactory grains) => grains.GetGrain<IEventFeedGrain>(0);

    /// <summary>Who tells a cluster's silence from the monitor's own.</summary>
    public static IOwnNetworkGrain OwnNetwork(this IGrainFactory grains) => grains.GetGrain<IOwnNetworkGrain>(0);

    /// <summary>Who tells that a cluster is not polled by the monitor's own fault.</summary>
    public static IBlindnessGrain Blindness(this IGrainFactory grains, ClusterName cluster) => grains.GetGrain<IBlindnessGrain>(cluster.ToString());

    /// <summary>Who compares the configured clusters.</summary>
    public static ITwinsGrain Twins(this IGrainFactory grains) => grains.GetGrain<ITwinsGrain>(0);

    /// <summary>The level and the kill switch.</summary>
    public static IAutonomyGrain Autonomy(this IGrainFactory grains) => grains.GetGrain<IAutonomyGrain>(0);

    /// <summary>The repairs of a cluster.</summary>
    public static IRemediationGrain Remediation(this IGrainFactory grains, ClusterName cluster) => grains.GetGrain<IRemediationGrain>(cluster.ToString());

    /// <summary>Retention.</summary>
    public static IRetentionGrain Retention(this IGrainFactory grains) => grains.GetGrain<IRetentionGrain>(0);

    /// <summary>The outages of the database.</summary>
    public static IStorageOutageGrain StorageOutages(this IGrainFactory grains) => grains.GetGrain<IStorageOutageGrain>(0);

    internal static (ClusterName Cluster, Tier Tier) SchedulerKey(this GrainReference grain)
    {
        var key = grain.GrainId.Key.ToString()!;
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (ClusterName.Parse(key[..slash]), Enum.Parse<Tier>(key[(slash + 1)..]));
    }
}
