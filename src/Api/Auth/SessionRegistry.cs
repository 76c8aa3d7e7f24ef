using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Sessions;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Opens, checks and ends sessions in the silo cluster. Fails closed: a session that cannot be checked in time is refused with 503.
/// </summary>
internal sealed class SessionRegistry(IGrainFactory grains, TimeProvider time)
{
    /// <summary>The limit of a call.</summary>
    public static TimeSpan Limit => LimitedCall.Limit;

    /// <summary>Keeps a new session.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was kept.</exception>
    public Task Open(OpenSession session) => Limited(
        async () =>
        {
            await grains.OpenSessions().Open(session);
            return true;
        },
        "The session cannot be opened.");

    /// <summary>All sessions.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read, or not within <see cref="Limit"/>.</exception>
    public Task<OpenSessions> All() => Limited(() => grains.OpenSessions().Get(), "The sessions cannot be read.");

    /// <summary>Whether a session is known, and its cookie the one that it was opened with.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="secret">The random text in the cookie.</param>
    /// <exception cref="StoreUnavailableException">That cannot be read, or not within <see cref="Limit"/>.</exception>
    public Task<bool> IsOpen(string session, string secret) => Limited(
        () => grains.OpenSessions().Check(session, OpenSession.ProofOf(secret)),
        "It cannot be read whether this session is open. Programs with the admin key are not affected.");

    /// <summary>Whether a session's owner signed in lately enough; false for an unknown session.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="window">How long a sign-in is fresh.</param>
    /// <exception cref="StoreUnavailableException">That cannot be read, or not within <see cref="Limit"/>.</exception>
    public async Task<bool> IsFresh(string session, TimeSpan window)
    {
        var known = await Limited(() => grains.OpenSessions().Find(session), "It cannot be read when you last signed in.");
        return known?.IsFresh(time.GetUtcNow(), window) == true;
    }

    /// <summary>Notes that a session's owner signed in again within it.</summary>
    /// <param name="session">Its id.</param>
    /// <returns>False if it is not known.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether that was noted.</exception>
    public Task<bool> Confirm(string session) => Limited(
        () => grains.OpenSessions().Confirm(session, time.GetUtcNow()), "It is not known whether the sign-in was noted; try again.");

    /// <summary>Notes in the background that a session is used which is valid without being in the list.</summary>
    public void NoteUse(string session, string secret) =>
        _ = IsOpen(session, secret).ContinueWith(
            static read => _ = read.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>Whether a session was ended.</summary>
    /// <exception cref="StoreUnavailableException">That cannot be read, or not within <see cref="Limit"/>.</exception>
    public Task<bool> HasEnded(string session) => Limited(
        () => grains.EndedSessions().HasEnded(session),
        "It cannot be read whether this session was ended. Programs with the admin key are not affected.");

    /// <summary>Ends a session on every API host.</summary>
    /// <returns>True if that is stored; false if a restart would forget it.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it ended.</exception>
    public Task<bool> End(string session, string actor) => Limited(
        async () =>
        {
            var isStored = await grains.EndedSessions().End(session, actor);
            await grains.OpenSessions().Remove([session]);
            return isStored;
        },
        "It is not known whether this session ended; sign out again.");

    /// <summary>Ends a session for its owner on every API host.</summary>
    /// <param name="session">The session.</param>
    /// <param name="by">Who ends it.</param>
    /// <returns>True if that is stored; false if a restart would forget it.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it ended.</exception>
    public Task<bool> EndFor(OpenSession session, string by) => Limited(
        async () =>
        {
            var isStored = await grains.EndedSessions().EndFor(session.Id, session.Actor, by);
            await grains.OpenSessions().Remove([session.Id]);
            return isStored;
        },
        "It is not known whether the session ended; try again.");

    /// <inheritdoc cref="LimitedCall.Make"/>
    internal Task<T> Limited<T>(Func<Task<T>> call, string problem) => LimitedCall.Make(time, call, problem);
}
