using System.Collections.Concurrent;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// This API host's copy of the API keys, at most <see cref="Fresh"/> old when a key is checked. A revoked key is refused at once where its
/// event arrives, and what it has open is aborted. Fails closed: a key that cannot be checked in time is refused with 503. Thread-safe.
/// </summary>
internal sealed partial class KeyRing(IKeyStore store, OpenRequests open, TimeProvider time, ILogger<KeyRing> log)
{
    private const int MaxRevoked = 10_000;

    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _usedAt = new(StringComparer.Ordinal);
    private Copy? _copy;
    private Task<Copy>? _reading;
    private long _generation;

    /// <summary>How old the copy may be: 2 s.</summary>
    public static TimeSpan Fresh { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The owner of a key's open requests.</summary>
    public static string OwnerOf(string id) => $"key:{id}";

    /// <summary>The key with an id; null if there is none, or if it was revoked or has expired.</summary>
    /// <exception cref="StoreUnavailableException">The keys cannot be read, or not in time.</exception>
    public async Task<ApiKey?> Find(string id)
    {
        var key = (await Current()).Keys.Find(id);
        return key is null || IsRevoked(id) || key.IsExpired(time.GetUtcNow()) ? null : key;
    }

    /// <summary>Whether this host knows that a key was revoked.</summary>
    public bool IsRevoked(string id) => _revoked.ContainsKey(id);

    /// <summary>Refuses a key from now on, and aborts what it has open.</summary>
    public void Revoke(string id)
    {
        if (_revoked.Count >= MaxRevoked) _revoked.Clear();
        _revoked[id] = true;
        _usedAt.TryRemove(id, out _);
        open.End(OwnerOf(id));
    }

    /// <summary>Reads the keys anew for the next check, because one was added.</summary>
    public void Refresh()
    {
        lock (_lock) (_generation, _reading) = (_generation + 1, null);
    }

    /// <summary>Notes that a key is used, in the background and at most once a minute.</summary>
    public void NoteUse(string id)
    {
        var now = time.GetTimestamp();
        if (_usedAt.TryGetValue(id, out var last) && time.GetElapsedTime(last, now) < BetweenUses) return;
        _usedAt[id] = now;
        _ = Store(id);
    }

    private async Task Store(string id)
    {
        try
        {
            await store.Used(id, time.GetUtcNow()).WaitAsync(LimitedCall.Limit, time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnnoted(log, problem.Message);
        }
    }

    // Requests that need the keys at the same time share one read.
    private Task<Copy> Current()
    {
        lock (_lock)
        {
            if (_copy is { } copy && IsFresh(copy)) return Task.FromResult(copy);
            if (_reading is { IsCompleted: false }) return _reading;
            return _reading = Read(_generation);
        }
    }

    private bool IsFresh(Copy copy) => copy.Generation == _generation && time.GetElapsedTime(copy.ReadAt) < Fresh;

    private async Task<Copy> Read(long generation)
    {
        // A copy is as old as the moment before its read.
        var readAt = time.GetTimestamp();
        var keys = await LimitedCall.Make(
            time, store.Read, "API keys cannot be checked. Programs with the admin key are not affected.");
        var copy = new Copy(keys, readAt, generation);
        Copy? before;
        lock (_lock)
        {
            before = _copy;
            if (before is null || before.Generation <= generation) _copy = copy;
        }

        foreach (var id in before?.Keys.ById.Keys.Where(id => keys.Find(id) is null && before.Generation <= generation) ?? []) Revoke(id);
        return copy;
    }

    [LoggerMessage(LogLevel.Warning, "The use of an API key cannot be noted: {Reason}")]
    private static partial void LogUnnoted(ILogger log, string reason);

    private sealed record Copy(ApiKeys Keys, long ReadAt, long Generation);
}
