namespace OrleansMonitor.Domain.Tests.Time;

/// <summary>A machine's two clocks, moved by hand.</summary>
internal sealed class Machine : TimeProvider
{
    private long _monotonic = 1_000;

    public DateTimeOffset Wall { get; set; } = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    /// <summary>What a process that is stopped between reading one clock and the other loses.</summary>
    public TimeSpan StopsForAtWall { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        Pass(StopsForAtWall);
        return Wall;
    }

    public override long GetTimestamp() => _monotonic;

    public void Pass(TimeSpan time)
    {
        _monotonic += time.Ticks;
        Wall += time;
    }
}
