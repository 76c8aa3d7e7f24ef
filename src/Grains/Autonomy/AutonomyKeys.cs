namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Finds the level and the kill switch.</summary>
public static class AutonomyKeys
{
    /// <summary>The level and the kill switch.</summary>
    public static IAutonomyGrain Autonomy(this IGrainFactory grains) => grains.GetGrain<IAutonomyGrain>(0);
}
