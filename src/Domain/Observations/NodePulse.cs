namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Whether a node's data changes. <c>pvestatd</c> writes the metrics of a node and its guests every 10 s (api-facts §2), or as fast as its
/// storages and guests allow. If the uptime is unchanged for several of the node's own cycles, everything read from it is old.
/// </summary>
/// <param name="Uptime">The last uptime; null if the row had none.</param>
/// <param name="MovedAt">When the uptime last changed, or was first observed online; default if it was offline at every read.</param>
/// <param name="GoodAt">The change before that: current rows cover the time since. Default if not known.</param>
/// <param name="Frozen">True while the node is online but its data does not change.</param>
[GenerateSerializer, Immutable, Alias("node-pulse")]
public readonly record struct NodePulse(
    [property: Id(0)] long? Uptime,
    [property: Id(1)] DateTimeOffset MovedAt,
    [property: Id(2)] DateTimeOffset GoodAt,
    [property: Id(3)] bool Frozen)
{
    private static readonly TimeSpan FirstCycle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShortestBoot = TimeSpan.FromSeconds(25);

    // Older data is not what a boot left behind.
    private static readonly TimeSpan LongestBoot = TimeSpan.FromMinutes(5);

    /// <summary>Its pvestatd cycle as observed; 0 if it is faster than the polls, null until the first change.</summary>
    [Id(4)] public TimeSpan? Pace { get; init; }

    /// <summary>Start of the unchanged period: the last change, or the last time it was offline.</summary>
    [Id(5)] public DateTimeOffset StillSince { get; init; }

    /// <summary>When it was last read.</summary>
    [Id(6)] public DateTimeOffset ReadAt { get; init; }

    /// <summary>When its uptime last restarted without an observed offline state; null for never.</summary>
    [Id(7)] public DateTimeOffset? RebootedAt { get; init; }

    /// <summary>
    /// The first read after a gap in which it may have rebooted: its old row stays until its first cycle. Default if there was none.
    /// </summary>
    [Id(8)] public DateTimeOffset ResumedAt { get; init; }

    /// <summary>Time between the last two reads; default before the second one.</summary>
    [Id(9)] public TimeSpan Interval { get; init; }

    /// <summary>
    /// Whether the data is frozen; null until the first change after start or after an offline state, or until it is frozen long enough.
    /// </summary>
    public bool? IsFrozen => (Frozen, GoodAt == default || WasOffline) switch { (true, _) => true, (_, true) => null, _ => false };

    /// <summary>Whether its metrics are slow (<see cref="NodePace.IsSlow"/>); null if not known.</summary>
    public bool? IsSlow => NodePace.IsSlow(Pace);

    /// <summary>How long its data may stay unchanged before it counts as frozen.</summary>
    public TimeSpan FrozenAfter => NodePace.FrozenAfter(Pace);

    private bool WasOffline => StillSince > MovedAt;

    /// <summary>
    /// When the node's data was last good before an answer; default if not known. In a slow cycle, guests are written later than the node
    /// itself by the excess.
    /// </summary>
    /// <param name="answer">When the answer was received.</param>
    public DateTimeOffset GoodBefore(DateTimeOffset answer)
    {
        var good = MovedAt < answer ? MovedAt : GoodAt;
        return good != default && Pace > NodePace.Usual ? good - (Pace.Value - NodePace.Usual) : good;
    }

    /// <summary>Updates the pulse with a row.</summary>
    /// <param name="last">The previous pulse; null at the first observation.</param>
    /// <param name="sample">The node's row.</param>
    /// <param name="at">When the row was read.</param>
    /// <param name="hidden">True if the token may not read the node's metrics: there is no pulse, and every answer is trusted.</param>
    /// <param name="pace">Its pace from before the monitor started; null if not known.</param>
    public static NodePulse Update(NodePulse? last, in NodeSample sample, DateTimeOffset at, bool hidden = false, TimeSpan? pace = null)
    {
        if (last is not { } before)
        {
            // A node that is offline or unknown at first may have been off for long, so its row proves neither life nor a freeze: a booting
            // node is unknown until its first cycle.
            var alive = sample.Status == NodeStatus.Online ? at : default;
            return new(sample.Uptime, alive, default, Frozen: false) { Pace = pace, StillSince = at, ReadAt = at };
        }

        // Rows from before it went offline say nothing about its return: they are old until its first cycle (api-facts §3).
        if (sample.Status == NodeStatus.Offline)
            return before with { Frozen = false, StillSince = at, ReadAt = at, Interval = at - before.ReadAt };

        // Hidden metrics are not a change.
        if (hidden && sample is { Status: NodeStatus.Online, Uptime: null })
            return before.Frozen ? before with { ReadAt = at, Interval = at - before.ReadAt } : before.Moved(null, at);
        if (sample.Uptime is { } uptime && uptime != before.Uptime && !before.IsStaleRow(uptime, at)) return before.Moved(uptime, at);

        // If polls are rarer than cycles, one poll without a change proves nothing.
        var gap = at - before.ReadAt;
        var resumed = before.MayHaveBooted(at) ? at : before.ResumedAt;
        var still = at - before.StillSince;
        return before with
        {
            Frozen = before.Frozen || (still > before.FrozenAfter && still >= gap * 2 && at - resumed > FirstCycle),
            ReadAt = at,
            ResumedAt = resumed,
            Interval = gap,
        };
    }

    private bool MayHaveBooted(DateTimeOffset at) => at - ReadAt is var gap
        && gap > ShortestBoot && Interval > TimeSpan.Zero && gap >= Interval * 2 && at - MovedAt < LongestBoot;

    private NodePulse Moved(long? uptime, DateTimeOffset at)
    {
        var rebooted = !WasOffline && Rebooted(uptime, at);
        return new(uptime, at, MeasuredAt(uptime, at), Frozen: false)
        {
            Pace = !rebooted && !WasOffline && uptime - Uptime is { } jump and > 0
                ? NodePace.Learn(this, TimeSpan.FromSeconds(jump), at) : Pace,
            StillSince = at,
            ReadAt = at,
            ResumedAt = ResumedAt,
            Interval = at - ReadAt,
            RebootedAt = rebooted ? at : RebootedAt,
        };
    }

    // The first row may have had any age. The uptime difference since then shows when it was measured.
    private DateTimeOffset MeasuredAt(long? uptime, DateTimeOffset at)
    {
        if (GoodAt != default || !(uptime > Uptime)) return MovedAt;
        var measured = at - TimeSpan.FromSeconds(uptime.Value - Uptime.Value);
        return measured < MovedAt - NodePace.RowAge ? measured : MovedAt;
    }

    private bool IsStaleRow(long uptime, DateTimeOffset at) =>
        uptime < Uptime && !WasOffline && at - MovedAt < NodePace.RowAge && !Rebooted(uptime, at);

    // Rows can revert by one cycle for some seconds (api-facts §2), also over a reboot. Only an uptime that started after the node was last
    // observed alive is a new boot.
    private bool Rebooted(long? uptime, DateTimeOffset at)
    {
        if (!(uptime < Uptime) || at - RebootedAt < TimeSpan.FromMinutes(2)) return false;
        var round = Pace ?? NodePace.Usual;
        return Uptime > 60 + (2 * round.TotalSeconds) && at - TimeSpan.FromSeconds(uptime.Value) > MovedAt - NodePace.RowAge - round;
    }
}
