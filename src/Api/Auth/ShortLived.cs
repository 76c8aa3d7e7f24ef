namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Values that this API host keeps in memory for a while, and that a restart forgets. Beyond its capacity the oldest is forgotten.
/// Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="lifetime">How long a value is kept.</param>
/// <param name="capacity">The maximum number of values.</param>
internal sealed class ShortLived<T>(TimeProvider time, TimeSpan lifetime, int capacity)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (T Value, long At)> _values = new(StringComparer.Ordinal);

    /// <summary>Keeps a value; one with the same key is replaced.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="alike">Which others belong to the same owner; null for none.</param>
    /// <param name="maxAlike">The maximum number of values of an owner; beyond it the oldest is forgotten.</param>
    public void Set(string key, T value, Func<T, bool>? alike = null, int maxAlike = int.MaxValue)
    {
        lock (_lock)
        {
            foreach (var (old, _) in _values.Where(one => IsOver(one.Value.At)).ToList()) _values.Remove(old);
            var same = _values.Where(one => alike?.Invoke(one.Value.Value) == true).ToList();
            if (same.Count >= maxAlike) _values.Remove(same.MinBy(one => one.Value.At).Key);
            if (_values.Count >= capacity) _values.Remove(_values.MinBy(one => one.Value.At).Key);
            _values[key] = (value, time.GetTimestamp());
        }
    }

    /// <summary>The value with a key; null if there is none any more.</summary>
    public T? Find(string key)
    {
        lock (_lock) return _values.TryGetValue(key, out var known) && !IsOver(known.At) ? known.Value : null;
    }

    /// <summary>Forgets a value.</summary>
    public void Remove(string key)
    {
        lock (_lock) _values.Remove(key);
    }

    private bool IsOver(long at) => time.GetElapsedTime(at) >= lifetime;
}
