namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Gets the grain of autonomy levels and the kill switch.</summary>
public static class AutonomyKeys
{
    /// <summary>The autonomy levels and the kill switch.</summary>
    public static IAutonomyGrain Autonomy(this IGrainFactory grains) => grains.GetGrain<IAutonomyGrain>(0);
}
