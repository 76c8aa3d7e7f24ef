namespace OrleansMonitor.Grains.Remediation;

/// <summary>Gets the grains of repairs.</summary>
public static class RemediationKeys
{
    /// <summary>The repairs of a cluster.</summary>
    public static IRemediationGrain Remediation(this IGrainFactory grains, ClusterName cluster) =>
        grains.GetGrain<IRemediationGrain>(cluster.ToString());
}
