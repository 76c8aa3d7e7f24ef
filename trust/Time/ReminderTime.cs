namespace OrleansMonitor.Trust.Time;

/// <summary>
/// The same clock for Orleans' reminders. They wait in whole milliseconds, and what re-reads their list from a random moment on asks for
/// the time again at once where a part of one is left, which would go on for ever on a clock that waits for it. So after many questions at
/// one instant a millisecond passes. Fewer cost no time: what ticks on a grid would move off it by as much.
/// </summary>
internal sealed class PassingTime(TimeProvider time) : TimeProvider
{
    private const int Many = 100;
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private readonly Lock _gate = new();
    private (DateTimeOffset At, int Questions) _last;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            _last = now == _last.At ? (now, _last.Questions + 1) : (now, 0);
            return _last.Questions < Many ? now : now + Millisecond;
        }
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
