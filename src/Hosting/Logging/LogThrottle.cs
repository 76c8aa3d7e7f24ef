namespace OrleansMonitor.Hosting.Logging;

/// <summary>
/// Allows one log line per key and period and counts the rest, so that nobody can flood the log. No timer runs: an old key is removed when
/// another one needs its place. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="period">The time for which a key has one line.</param>
/// <param name="capacity">The maximum number of keys per period; further keys share one line.</param>
public sealed class LogThrottle(TimeProvider time, TimeSpan period, int capacity = LogThrottle.DefaultCapacity)
{
    /// <summary>The default of the maximum number of keys.</summary>
    public const int DefaultCapacity = 256;

    private const string Others = "";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long At, int Held)> _lines = new(StringComparer.Ordinal);

    /// <summary>Whether an event may have its line now.</summary>
    /// <param name="key">What is logged once per period.</param>
    /// <param name="held">How many events of this key had no line since its last one.</param>
    public bool MayLog(string key, out int held)
    {
        lock (_lock)
        {
            var known = KeyOf(key);
            if (_lines.TryGetValue(known, out var last) && time.GetElapsedTime(last.At) < period)
            {
                _lines[known] = last with { Held = last.Held + 1 };
                held = 0;
                return false;
            }

            held = last.Held;
            _lines[known] = (time.GetTimestamp(), 0);
            return true;
        }
    }

    private string KeyOf(string key)
    {
        if (_lines.ContainsKey(key) || _lines.Count < capacity) return key;
        foreach (var (old, line) in _lines.ToList())
        {
            if (time.GetElapsedTime(line.At) >= period) _lines.Remove(old);
        }

        return _lines.Count < capacity ? key : Others;
    }
}
