namespace OrleansMonitor.Grains.Sessions;

/// <summary>
/// The browser sessions that were ended before their cookie expired, kept across restarts and asked by every API host. Key: 0.
/// </summary>
[Alias("ended-sessions-grain")]
public interface IEndedSessionsGrain : IGrainWithIntegerKey
{
    /// <summary>Whether a session was ended.</summary>
    /// <param name="session">Its id.</param>
    [Alias("has-ended")]
    Task<bool> HasEnded(string session);

    /// <summary>
    /// Ends a session and publishes it. It takes effect at once, even without the database: storing is then retried every second.
    /// </summary>
    /// <param name="session">Its id.</param>
    /// <param name="actor">Who signed out.</param>
    /// <returns>True if it is stored; false if a restart would forget it.</returns>
    [Alias("end")]
    Task<bool> End(string session, string actor);

    /// <summary>Ends a session that is not the caller's own, as <see cref="End"/> does.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="by">Who ends it.</param>
    /// <returns>True if it is stored; false if a restart would forget it.</returns>
    [Alias("end-for")]
    Task<bool> EndFor(string session, string owner, string by);
}

/// <summary>Gets the grain of ended sessions.</summary>
public static class EndedSessionsKeys
{
    /// <summary>The ended sessions.</summary>
    public static IEndedSessionsGrain EndedSessions(this IGrainFactory grains) => grains.GetGrain<IEndedSessionsGrain>(0);
}
