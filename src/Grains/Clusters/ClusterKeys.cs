namespace OrleansMonitor.Grains.Clusters;

/// <summary>Gets the grains of clusters.</summary>
public static class ClusterKeys
{
    /// <summary>A cluster.</summary>
    public static IClusterGrain Cluster(this IGrainFactory grains, ClusterName cluster) =>
        grains.GetGrain<IClusterGrain>(cluster.ToString());

    /// <summary>The grain for the incident that a cluster is not polled by the monitor's own fault.</summary>
    public static IBlindnessGrain Blindness(this IGrainFactory grains, ClusterName cluster) =>
        grains.GetGrain<IBlindnessGrain>(cluster.ToString());

    /// <summary>The grain that compares the configured clusters.</summary>
    public static IDuplicateClusterGrain Twins(this IGrainFactory grains) => grains.GetGrain<IDuplicateClusterGrain>(0);
}
