namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>
/// The monitor's time for Orleans' reminders, in whole milliseconds. They wait in whole ones, ask at once again where less than one is
/// left, and so would spin for ever on a clock that only a test moves.
/// </summary>
internal sealed class WholeMilliseconds(TimeProvider time) : TimeProvider
{
    // No wait asks so often at one instant. One whose end lies within a millisecond would ask for ever.
    private const int MostAsks = 10_000;

    private readonly Lock _lock = new();
    private DateTimeOffset _latest;
    private int _asks;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        lock (_lock)
        {
            _asks = now == _latest ? _asks + 1 : 0;
            _latest = now;
            return _asks < MostAsks ? now : now.AddMilliseconds(1);
        }
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
