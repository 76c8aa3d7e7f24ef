namespace OrleansMonitor.Trust.Playing;

/// <summary>The clocks of the monitor's machine. The wall clock can be set; the monotonic clock and timers are not affected.</summary>
internal sealed class MachineClock(TimeProvider clock) : TimeProvider
{
    /// <summary>How far the wall clock is ahead of the true clock, in whole milliseconds like timers.</summary>
    public TimeSpan Ahead { get; set => field = TimeSpan.FromMilliseconds(Math.Floor(value.TotalMilliseconds)); }

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Ahead;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
