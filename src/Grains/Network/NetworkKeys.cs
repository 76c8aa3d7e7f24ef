namespace OrleansMonitor.Grains.Network;

/// <summary>Gets the grain of the monitor's own network.</summary>
public static class NetworkKeys
{
    /// <summary>The grain that watches the monitor's own network.</summary>
    public static IOwnNetworkGrain OwnNetwork(this IGrainFactory grains) => grains.GetGrain<IOwnNetworkGrain>(0);
}
