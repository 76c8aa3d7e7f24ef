namespace OrleansMonitor.Grains.Network;

/// <summary>Finds who watches the monitor's own network.</summary>
public static class NetworkKeys
{
    /// <summary>Who tells a cluster's silence from the monitor's own.</summary>
    public static IOwnNetworkGrain OwnNetwork(this IGrainFactory grains) => grains.GetGrain<IOwnNetworkGrain>(0);
}
