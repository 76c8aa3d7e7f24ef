using System.Runtime.InteropServices;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Counts failures by client or by account. An hour after its last failure one is forgotten. Nothing runs in between. Not thread-safe: its
/// owner locks.
/// </summary>
internal sealed class AttemptCount<TKey>(TimeProvider time, int capacity)
    where TKey : notnull
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly Dictionary<TKey, (int Failures, long LastAt)> _known = [];

    /// <summary>How many have failed lately.</summary>
    public int Known => _known.Count;

    /// <summary>How long one must still wait; null if not.</summary>
    public TimeSpan? WaitOf(TKey key)
    {
        if (!_known.TryGetValue(key, out var known)) return null;
        var since = time.GetElapsedTime(known.LastAt);
        if (since >= Remembered) _known.Remove(key);
        return AttemptLimit.WaitAfter(known.Failures) - since is { Ticks: > 0 } left ? left : null;
    }

    /// <summary>Counts a failure.</summary>
    /// <returns>When the one before was, and when this one is, for <see cref="Forgive"/>.</returns>
    public (long Before, long At) Count(TKey key)
    {
        if (_known.Count >= capacity) MakeRoom();
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, key, out _);
        var before = known.LastAt;
        known = (known.Failures + 1, time.GetTimestamp());
        return (before, known.LastAt);
    }

    /// <summary>Takes back a failure that was counted before it was known to be none.</summary>
    public void Forgive(TKey key, (long Before, long At) counted)
    {
        if (!_known.TryGetValue(key, out var known)) return;
        if (known.Failures <= 1) _known.Remove(key);
        else _known[key] = (known.Failures - 1, known.LastAt == counted.At ? counted.Before : known.LastAt);
    }

    private void MakeRoom()
    {
        foreach (var (key, _) in _known.OrderBy(known => known.Value.LastAt).Take(capacity / 4).ToList()) _known.Remove(key);
    }
}
