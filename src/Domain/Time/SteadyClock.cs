namespace OrleansMonitor.Domain.Time;

/// <summary>
/// The monitor's own time: the machine's clock at the start of the process plus the monotonic time since, so that a clock that is set moves
/// nothing. It comes closer to the machine's clock by at most <see cref="Rate"/> of the time that passes and never goes back. Timers and
/// timestamps are the machine's.
/// </summary>
/// <param name="machine">The machine's clocks.</param>
public sealed class SteadyClock(TimeProvider machine) : TimeProvider
{
    /// <summary>
    /// The share of elapsed time by which it comes closer. So little that a period of a minute is late by less than a second, and that
    /// tasks' times, which are compared with instants of minutes ago, stay within their rounding.
    /// </summary>
    public const double Rate = 0.01;

    // Reading both clocks takes a moment; a process that was stopped in between says nothing about the clock.
    private static readonly TimeSpan LongestReading = TimeSpan.FromMilliseconds(100);

    // What other silos' clocks may be ahead.
    private static readonly TimeSpan OtherClock = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CompareEvery = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly long _startStamp = machine.GetTimestamp();
    private TimeSpan _compared;
    private TimeSpan _correction;
    private TimeSpan _gap;
    private TimeSpan _held;
    private TimeSpan _stepped;

    /// <summary>A difference up to this is no step but a clock that is being disciplined.</summary>
    public static TimeSpan SmallestStep { get; } = TimeSpan.FromSeconds(2);

    /// <summary>A difference above this is not followed until the process starts again: that would take weeks.</summary>
    public static TimeSpan LongestFollowed { get; } = TimeSpan.FromHours(3);

    /// <summary>When the process began, by the machine's clock of then.</summary>
    public DateTimeOffset Start { get; } = machine.GetUtcNow();

    /// <summary>What the machine's clock says, wherever it was set to: for what the calendar or somebody else's clock decides.</summary>
    public DateTimeOffset MachineNow => machine.GetUtcNow();

    /// <summary>How long the process runs, whatever the clock says.</summary>
    public TimeSpan Running => machine.GetElapsedTime(_startStamp);

    /// <inheritdoc />
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <summary>Now, to the microsecond: what is on record is no other time than the one that was meant.</summary>
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

    /// <summary>
    /// What the machine's clock was set by since this was asked last; null where it was not, or was set back to where it had been.
    /// </summary>
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
    /// Goes on where the newest record of an earlier process ends, where the machine's clock is behind that by up to
    /// <see cref="LongestFollowed"/>: then nothing on record lies in the future. Called once, before anybody reads the time.
    /// </summary>
    /// <param name="newest">When the newest record was written.</param>
    /// <returns>By how much the machine's clock is behind; null where it is not.</returns>
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
    /// When something on record was, as far as that can be: what is yet to come was written by a clock that was set back since, before this
    /// process began. So a limit that counts from it is not longer than it is meant to be, and not shorter either.
    /// </summary>
    /// <param name="written">What the record says.</param>
    public DateTimeOffset Known(DateTimeOffset written) => written - GetUtcNow() > OtherClock ? Start : written;

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
        var move = wanted > limit ? limit : wanted < -limit ? -limit : wanted;
        _correction += move;
        _gap = gap - move;
    }
}
