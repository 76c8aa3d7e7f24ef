using System.Collections.Concurrent;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// This API host's copy of the accounts, at most two seconds old when a session is checked. Sessions of a changed or deleted account are
/// refused at once where its event arrives, and what they have open is aborted. Fails closed: what cannot be checked in time is refused
/// with 503. Thread-safe.
/// </summary>
internal sealed partial class AccountRing
{
    private const int MaxEnded = 10_000;

    private readonly ConcurrentDictionary<string, bool> _ended = new(StringComparer.Ordinal);
    private readonly FreshCopy<Accounts> _copy;
    private readonly IAccountStore _store;
    private readonly OpenRequests _open;
    private readonly TimeProvider _time;
    private readonly ILogger<AccountRing> _log;
    private long? _failedAt;

    public AccountRing(IAccountStore store, OpenRequests open, TimeProvider time, ILogger<AccountRing> log)
    {
        (_store, _open, _time, _log) = (store, open, time, log);
        _copy = new(
            store.Read, "Accounts cannot be checked. Programs with the admin key are not affected.", time, Compare);
    }

    /// <summary>The owner of the open requests of an account's sessions.</summary>
    public static string OwnerOf(string stamp) => $"account:{stamp}";

    /// <summary>The account with a name; null if there is none.</summary>
    /// <exception cref="StoreUnavailableException">The accounts cannot be read, or not in time.</exception>
    public async Task<Account?> FindName(string name) => (await _copy.Get()).FindName(name);

    /// <summary>The enabled account with an id, a stamp and a role; null if there is none, or no longer.</summary>
    /// <exception cref="StoreUnavailableException">The accounts cannot be read, or not in time.</exception>
    public async Task<Account?> Find(string id, string stamp, Role role)
    {
        if (HasEnded(stamp)) return null;
        return (await _copy.Get()).Find(id) is { Enabled: true } account && account.Stamp == stamp && account.Role == role ? account : null;
    }

    /// <summary>Whether there is an enabled admin: as last known if that cannot be read in time, null if that is not known.</summary>
    public async Task<bool?> HasAdmin()
    {
        if (_failedAt is { } at && _time.GetElapsedTime(at) < FreshCopy<Accounts>.Age) return _copy.Last?.HasAdmin;
        try
        {
            var all = await _copy.Get().WaitAsync(FreshCopy<Accounts>.Age, _time);
            _failedAt = null;
            return all.HasAdmin;
        }
        catch (Exception problem) when (problem is StoreUnavailableException or TimeoutException)
        {
            _failedAt = _time.GetTimestamp();
            return _copy.Last?.HasAdmin;
        }
    }

    /// <summary>Whether this host knows that the sessions with a stamp were ended.</summary>
    public bool HasEnded(string stamp) => _ended.ContainsKey(stamp);

    /// <summary>Refuses sessions with a stamp from now on, and aborts what they have open.</summary>
    public void End(string stamp)
    {
        if (_ended.Count >= MaxEnded) _ended.Clear();
        _ended[stamp] = true;
        _open.End(OwnerOf(stamp));
    }

    /// <summary>Reads the accounts anew for the next check, because one was changed.</summary>
    public void Refresh()
    {
        _failedAt = null;
        _copy.Refresh();
    }

    /// <summary>Reads the accounts anew in the background, because one was changed, and aborts what has ended with that.</summary>
    public void Changed()
    {
        Refresh();
        _ = HasAdmin();
    }

    /// <summary>Notes a sign-in, in the background.</summary>
    public void NoteSignIn(string id) => _ = Store(id);

    private void Compare(Accounts? before, Accounts now)
    {
        if (now.HasAdmin) _open.End(OpenAccess.Owner);
        foreach (var old in before?.ById.Values ?? []) if (now.Find(old.Id)?.Stamp != old.Stamp) End(old.Stamp);
    }

    private async Task Store(string id)
    {
        try
        {
            await _store.SignedIn(id, _time.GetUtcNow()).WaitAsync(LimitedCall.Limit, _time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnnoted(_log, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in cannot be noted with its account: {Reason}")]
    private static partial void LogUnnoted(ILogger log, string reason);
}
