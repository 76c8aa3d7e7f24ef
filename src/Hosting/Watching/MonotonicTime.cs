namespace OrleansMonitor.Hosting.Watching;

/// <summary>Ages and moments of the monotonic clock.</summary>
internal static class MonotonicTime
{
    /// <summary>The moment that was that long before another.</summary>
    public static long Before(this TimeProvider time, long moment, TimeSpan age) =>
        moment - (long)(age.TotalSeconds * time.TimestampFrequency);

    /// <summary>How long ago a moment was; null for none.</summary>
    public static TimeSpan? Since(this TimeProvider time, long? moment) => moment is { } at ? time.GetElapsedTime(at) : null;

    /// <summary>The later of two; null where both are.</summary>
    public static long? Later(long? one, long? other) => one is null || other > one ? other : one;
}
