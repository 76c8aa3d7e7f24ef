namespace OrleansMonitor.Grains.Polling;

/// <summary>What a tier does at each tick.</summary>
internal interface ITierTick
{
    Task Run(ClusterName cluster);
}
