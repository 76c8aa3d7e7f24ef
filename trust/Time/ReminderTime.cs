namespace OrleansMonitor.Trust.Time;

/// <summary>
/// The clock for Orleans reminders. They wait in whole milliseconds; with a fraction left their list reader asks for the time again at
/// once, which would never end on a clock that waits for it. So after many calls at the same time one millisecond passes. A few calls cost
/// no time, because periodic ticks would otherwise drift.
/// </summary>
internal sealed class ReminderTime(TimeProvider time) : TimeProvider
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
