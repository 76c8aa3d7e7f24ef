namespace OrleansMonitor.Trust.Time;

/// <summary>
/// The same clock, with timers a millisecond late, and each reading takes a microsecond. Orleans' reminders wait in whole milliseconds and ask again at once where
/// a part of one is left, which a clock that waits for them would never let pass.
/// </summary>
internal sealed class LateTimers(TimeProvider time) : TimeProvider
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Reading = TimeSpan.FromMicroseconds(1);
    private long _at;
    private TimeSpan _spent;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        var at = time.GetTimestamp();
        if (at != _at) (_at, _spent) = (at, TimeSpan.Zero);
        else if (_spent < Late) _spent += Reading;
        return time.GetUtcNow() + _spent;
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime + Late : dueTime, period);
}
