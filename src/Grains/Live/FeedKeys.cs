namespace OrleansMonitor.Grains.Live;

/// <summary>Gets the grain of the event feed.</summary>
public static class FeedKeys
{
    /// <summary>The feed of all events.</summary>
    public static IEventFeedGrain Feed(this IGrainFactory grains) => grains.GetGrain<IEventFeedGrain>(0);
}
