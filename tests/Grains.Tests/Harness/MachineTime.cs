using Microsoft.Extensions.Time.Testing;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>A machine whose wall clock can be set while its monotonic clock and its timers go on untouched.</summary>
/// <param name="clock">The monotonic clock, and the wall clock while nobody sets it.</param>
internal sealed class MachineTime(FakeTimeProvider clock) : TimeProvider
{
    /// <summary>How far the wall clock was set ahead.</summary>
    public TimeSpan SetBy { get; set; }

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + SetBy;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
