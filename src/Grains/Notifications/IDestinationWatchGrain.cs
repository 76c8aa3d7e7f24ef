namespace OrleansMonitor.Grains.Notifications;

/// <summary>Opens and ends the incident about destinations that messages do not reach. Key: 0.</summary>
[Alias("destination-watch-grain")]
public interface IDestinationWatchGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Checks all destinations, at most every 30 s. The incident is open or resolved when this returns. Fails while the database cannot be
    /// read or written; the incident then stays as it was, and the next check tries again. Limited to 30 s.
    /// </summary>
    [Alias("check")]
    Task Check();
}
