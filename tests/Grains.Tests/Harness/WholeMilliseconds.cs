namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>
/// The monitor's time for Orleans' reminders, in whole milliseconds. They wait in whole ones, ask at once again where less than one is
/// left, and so would spin for ever on a clock that only a test moves.
/// </summary>
internal sealed class WholeMilliseconds(TimeProvider time) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
