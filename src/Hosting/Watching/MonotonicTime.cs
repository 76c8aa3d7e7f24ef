namespace OrleansMonitor.Hosting.Watching;

/// <summary>Timestamps and ages on the monotonic clock.</summary>
internal static class MonotonicTime
{
    /// <summary>The timestamp an age before another one.</summary>
    public static long Before(this TimeProvider time, long timestamp, TimeSpan age) =>
        timestamp - (long)(age.TotalSeconds * time.TimestampFrequency);

    /// <summary>The age of a timestamp; null for null.</summary>
    public static TimeSpan? Since(this TimeProvider time, long? timestamp) => timestamp is { } at ? time.GetElapsedTime(at) : null;

    /// <summary>The later of two timestamps; null if both are.</summary>
    public static long? Later(long? one, long? other) => one is null || other > one ? other : one;
}
