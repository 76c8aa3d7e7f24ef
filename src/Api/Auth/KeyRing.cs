using System.Collections.Concurrent;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// This API host's copy of the API keys, at most <see cref="Fresh"/> old when a key is checked. A revoked key is refused at once where its
/// event arrives, and what it has open is aborted. Fails closed: a key that cannot be checked in time is refused with 503. Thread-safe.
/// </summary>
internal sealed partial class KeyRing
{
    private const int MaxRevoked = 10_000;

    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _usedAt = new(StringComparer.Ordinal);
    private readonly FreshCopy<ApiKeys> _copy;
    private readonly IKeyStore _store;
    private readonly OpenRequests _open;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyRing> _log;

    public KeyRing(IKeyStore store, OpenRequests open, TimeProvider time, ILogger<KeyRing> log)
    {
        (_store, _open, _time, _log) = (store, open, time, log);
        _copy = new(
            store.Read, "API keys cannot be checked. Programs with the admin key are not affected.", time,
            (before, now) => RevokeAll(before?.ById.Keys.Where(id => now.Find(id) is null) ?? []));
    }

    /// <summary>How old the copy may be: 2 s.</summary>
    public static TimeSpan Fresh => FreshCopy<ApiKeys>.Age;

    /// <summary>The owner of a key's open requests.</summary>
    public static string OwnerOf(string id) => $"key:{id}";

    /// <summary>The key with an id; null if there is none, or if it was revoked or has expired.</summary>
    /// <exception cref="StoreUnavailableException">The keys cannot be read, or not in time.</exception>
    public async Task<ApiKey?> Find(string id)
    {
        var key = (await _copy.Get()).Find(id);
        return key is null || IsRevoked(id) || key.IsExpired(_time.GetUtcNow()) ? null : key;
    }

    /// <summary>Reads the keys if the copy is too old, and aborts what revoked ones have open.</summary>
    /// <exception cref="StoreUnavailableException">The keys cannot be read, or not in time.</exception>
    public async Task Check() => await _copy.Get();

    /// <summary>Whether this host knows that a key was revoked.</summary>
    public bool IsRevoked(string id) => _revoked.ContainsKey(id);

    /// <summary>Refuses a key from now on, and aborts what it has open.</summary>
    public void Revoke(string id)
    {
        if (_revoked.Count >= MaxRevoked) _revoked.Clear();
        _revoked[id] = true;
        _usedAt.TryRemove(id, out _);
        _open.End(OwnerOf(id));
    }

    /// <summary>Reads the keys anew for the next check, because one was added.</summary>
    public void Refresh() => _copy.Refresh();

    /// <summary>Notes that a key is used, in the background and at most once a minute.</summary>
    public void NoteUse(string id)
    {
        var now = _time.GetTimestamp();
        if (_usedAt.TryGetValue(id, out var last) && _time.GetElapsedTime(last, now) < BetweenUses) return;
        _usedAt[id] = now;
        _ = Store(id);
    }

    private async Task Store(string id)
    {
        try
        {
            await _store.Used(id, _time.GetUtcNow()).WaitAsync(LimitedCall.Limit, _time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnnoted(_log, problem.Message);
        }
    }

    private void RevokeAll(IEnumerable<string> ids)
    {
        foreach (var id in ids) Revoke(id);
    }

    [LoggerMessage(LogLevel.Warning, "The use of an API key cannot be noted: {Reason}")]
    private static partial void LogUnnoted(ILogger log, string reason);
}
