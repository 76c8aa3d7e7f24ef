namespace OrleansMonitor.Grains.Notifications;

/// <summary>Gets the grains of destinations.</summary>
public static class DestinationKeys
{
    /// <summary>The destination with a name.</summary>
    public static IDestinationGrain Destination(this IGrainFactory grains, string name) => grains.GetGrain<IDestinationGrain>(name);

    /// <summary>The watch over all destinations.</summary>
    public static IDestinationWatchGrain DestinationWatch(this IGrainFactory grains) => grains.GetGrain<IDestinationWatchGrain>(0);
}
