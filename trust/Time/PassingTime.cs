namespace OrleansMonitor.Trust.Time;

/// <summary>
/// The same clock for Orleans' reminders. They wait in whole milliseconds and ask for the time again at once where a part of one is left, which would go on for ever on
/// a clock that waits for them. So each question takes a little time, as it does on a real machine.
/// </summary>
internal sealed class PassingTime(TimeProvider time) : TimeProvider
{
    private static readonly TimeSpan Question = TimeSpan.FromMilliseconds(0.1);
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
            return now + (_last.Questions * Question);
        }
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
