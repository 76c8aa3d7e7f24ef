namespace OrleansMonitor.Domain.Time;

/// <summary>
/// The monitor's own time: the machine's clock at the start of the process plus monotonic time, so setting the clock has no effect. It
/// approaches the machine's clock by at most <see cref="Rate"/> of elapsed time and never goes back. Timers and timestamps are the
/// machine's.
/// </summary>
/// <param name="machine">The machine's clocks.</param>
public sealed class SteadyClock(TimeProvider machine) : TimeProvider
{
    /// <summary>
    /// The share of elapsed time by which it approaches the machine's clock. Small enough that a period of one minute is late by less than
    /// a second, and that task times, compared with instants of minutes ago, stay within their rounding.
    /// </summary>
    public const double Rate = 0.01;

    // Both clocks are read one after the other; a process paused in between gives no valid comparison.
    private static readonly TimeSpan LongestReading = TimeSpan.FromMilliseconds(100);

    // How far other silos' clocks may be ahead.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CompareEvery = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly long _startStamp = machine.GetTimestamp();
    private TimeSpan _compared;
    private TimeSpan _correction;
    private TimeSpan _gap;
    private TimeSpan _held;
    private TimeSpan _stepped;

    /// <summary>A difference up to this is slewing, not a step.</summary>
    public static TimeSpan SmallestStep { get; } = TimeSpan.FromSeconds(2);

    /// <summary>A larger difference is not followed until the process restarts: that would take weeks.</summary>
    public static TimeSpan LongestFollowed { get; } = TimeSpan.FromHours(3);

    /// <summary>When the process started, by the machine's clock at that time.</summary>
    public DateTimeOffset Start { get; } = machine.GetUtcNow();

    /// <summary>The machine's clock, for calendar times and comparisons with other clocks.</summary>
    public DateTimeOffset MachineNow => machine.GetUtcNow();

    /// <summary>Elapsed time since the process started, on the monotonic clock.</summary>
    public TimeSpan Running => machine.GetElapsedTime(_startStamp);

    /// <inheritdoc />
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <summary>Now, truncated to microseconds, so stored times equal the originals.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            var now = Now();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    /// <inheritdoc />
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>The step of the machine's clock since the last call; null if there was none, or if it was reverted.</summary>
    public ClockStep? ConsumeStep()
    {
        lock (_lock)
        {
            var at = Now();
            if (_stepped.Duration() <= SmallestStep) return null;
            var step = new ClockStep(_stepped, at, at + _gap, Followed: _held == TimeSpan.Zero);
            _stepped = TimeSpan.Zero;
            return step;
        }
    }

    /// <summary>
    /// Continues from the newest record of an earlier process if the machine's clock is behind it by up to <see cref="LongestFollowed"/>;
    /// no record is in the future then. Call once, before the time is read.
    /// </summary>
    /// <param name="newest">When the newest record was written.</param>
    /// <returns>How far the machine's clock is behind; null if it is not.</returns>
    public ClockStep? ResumeAfter(DateTimeOffset newest)
    {
        lock (_lock)
        {
            var at = Now();
            if (newest <= at) return null;
            var behind = newest - at;
            var followed = behind <= LongestFollowed;
            if (followed) (_correction, _gap) = (_correction + behind, _gap - behind);
            return new(-behind, followed ? newest : at, at, followed) { Start = Start };
        }
    }

    /// <summary>
    /// Corrects a stored time: one in the future was written before the clock was set back, and becomes the start of this process. Limits
    /// that count from it are then neither too long nor too short.
    /// </summary>
    /// <param name="written">The stored time.</param>
    public DateTimeOffset Correct(DateTimeOffset written) => written - GetUtcNow() > MaxClockDifference ? Start : written;

    private DateTimeOffset Now()
    {
        var stamp = machine.GetTimestamp();
        var elapsed = machine.GetElapsedTime(_startStamp, stamp);
        if (elapsed - _compared >= CompareEvery) Compare(stamp, elapsed);
        return Start + elapsed + _correction;
    }

    private void Compare(long stamp, TimeSpan elapsed)
    {
        var passed = elapsed - _compared;
        _compared = elapsed;
        var wall = machine.GetUtcNow();
        if (machine.GetElapsedTime(stamp) > LongestReading) return;
        var gap = wall - (Start + elapsed + _correction);
        var jump = gap - _gap;
        if (jump.Duration() > SmallestStep)
        {
            _stepped += jump;
            _held = gap.Duration() <= LongestFollowed ? TimeSpan.Zero : gap;
        }

        var limit = passed * Rate;
        var wanted = gap - _held;
        var move = TimeSpan.FromTicks(Math.Clamp(wanted.Ticks, -limit.Ticks, limit.Ticks));
        _correction += move;
        _gap = gap - move;
    }
}
