using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Sessions;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Checks and ends sessions in the silo cluster. Fails closed: a session that cannot be checked in time is refused with 503.
/// </summary>
internal sealed class SessionRegistry(IGrainFactory grains, TimeProvider time)
{
    /// <summary>The limit of a call.</summary>
    public static TimeSpan Limit => LimitedCall.Limit;

    /// <summary>Whether a session was ended.</summary>
    /// <exception cref="StoreUnavailableException">That cannot be read, or not within <see cref="Limit"/>.</exception>
    public Task<bool> HasEnded(string session) => Limited(
        () => grains.EndedSessions().HasEnded(session),
        "It cannot be read whether this session was ended. Programs with the admin key are not affected.");

    /// <summary>Ends a session on every API host.</summary>
    /// <returns>True if that is stored; false if a restart would forget it.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it ended.</exception>
    public Task<bool> End(string session, string actor) => Limited(
        () => grains.EndedSessions().End(session, actor), "It is not known whether this session ended; sign out again.");

    /// <inheritdoc cref="LimitedCall.Make"/>
    internal Task<T> Limited<T>(Func<Task<T>> call, string problem) => LimitedCall.Make(time, call, problem);
}
