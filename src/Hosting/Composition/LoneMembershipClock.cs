namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// The clock of Orleans' membership in a silo that is alone. Orleans checks ten times a second whether its threads run late, so that a late
/// silo does not accuse another of being dead. A silo that is alone has no other to accuse, so this one timer never fires. Everything else
/// uses the given clock.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class LoneMembershipClock(TimeProvider clock) : TimeProvider
{
    // No other timer of membership is as quick: the shortest of them, like a probe's, are seconds.
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc />
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    /// <inheritdoc />
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => period == Sampling
        ? clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        : clock.CreateTimer(callback, state, dueTime, period);
}
