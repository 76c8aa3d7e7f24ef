using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Grains.Sessions;

/// <summary>The browser sessions that may be open, kept across restarts and asked by every API host. Key: 0.</summary>
[Alias("open-sessions-grain")]
public interface IOpenSessionsGrain : IGrainWithIntegerKey
{
    /// <summary>All sessions, the changes included that are not stored yet. Fails if they were never read and cannot be.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<OpenSessions> Get();

    /// <summary>
    /// Adds a session. It is known at once, even without the database: storing is then retried every second, and a restart before it
    /// forgets it.
    /// </summary>
    [Alias("open")]
    Task Open(OpenSession session);

    /// <summary>Whether a session is open and its cookie is the one that it was opened with; that is noted as a use of it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="proof">SHA-256 of the cookie's random text.</param>
    [Alias("check")]
    Task<bool> Check(string id, string proof);

    /// <summary>Notes that a session's owner signed in again within it. In effect at once, as <see cref="Open"/> is.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="at">When.</param>
    /// <returns>False if it is not known.</returns>
    [Alias("confirm")]
    Task<bool> Confirm(string id, DateTimeOffset at);

    /// <summary>A session; null if it is not known.</summary>
    /// <param name="id">Its id.</param>
    [Alias("find")]
    Task<OpenSession?> Find(string id);

    /// <summary>Removes sessions that were ended. In effect at once, as <see cref="Open"/> is.</summary>
    /// <param name="ids">Their ids.</param>
    [Alias("remove")]
    Task Remove(IReadOnlyList<string> ids);
}

/// <summary>Gets the grain of open sessions.</summary>
public static class OpenSessionsKeys
{
    /// <summary>The open sessions.</summary>
    public static IOpenSessionsGrain OpenSessions(this IGrainFactory grains) => grains.GetGrain<IOpenSessionsGrain>(0);
}
