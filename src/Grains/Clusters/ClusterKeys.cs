namespace OrleansMonitor.Grains.Clusters;

/// <summary>Finds clusters and what watches over them by their names.</summary>
public static class ClusterKeys
{
    /// <summary>A cluster.</summary>
    public static IClusterGrain Cluster(this IGrainFactory grains, ClusterName cluster) =>
        grains.GetGrain<IClusterGrain>(cluster.ToString());

    /// <summary>Who tells that a cluster is not polled by the monitor's own fault.</summary>
    public static IBlindnessGrain Blindness(this IGrainFactory grains, ClusterName cluster) =>
        grains.GetGrain<IBlindnessGrain>(cluster.ToString());

    /// <summary>Who compares the configured clusters.</summary>
    public static IDuplicateClusterGrain Twins(this IGrainFactory grains) => grains.GetGrain<IDuplicateClusterGrain>(0);
}
