namespace OrleansMonitor.Grains.Polling;

/// <summary>What a tier does at each tick.</summary>
internal interface ITierTick
{
    Task Run(ClusterName cluster);

    /// <summary>The cluster is no longer watched: what this process keeps of it between ticks is forgotten.</summary>
    void Forget(ClusterName cluster)
    {
    }
}
