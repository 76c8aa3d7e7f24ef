namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Whether a node's data moves. <c>pvestatd</c> writes a node's and its guests' figures in one round every 10 s (api-facts §2), or as often
/// as its storages and guests let it, so uptime that stands still for several of the node's own rounds means that everything read of it is
/// old, whatever it says.
/// </summary>
/// <param name="Uptime">The uptime read last; null where the row had none.</param>
/// <param name="MovedAt">When it last moved, or was first seen alive; default where it was away whenever it was seen.</param>
/// <param name="GoodAt">When it had moved before that: rows read now tell of what happened since then. Default where not known.</param>
/// <param name="Frozen">True while the node is online and its data does not change.</param>
[GenerateSerializer, Immutable, Alias("node-pulse")]
public readonly record struct NodePulse(
    [property: Id(0)] long? Uptime,
    [property: Id(1)] DateTimeOffset MovedAt,
    [property: Id(2)] DateTimeOffset GoodAt,
    [property: Id(3)] bool Frozen)
{
    /// <summary>
    /// How long a round of its pvestatd takes as far as that shows, 0 where it is quicker than the polls; null until it was seen to move.
    /// </summary>
    [Id(4)] public TimeSpan? Pace { get; init; }

    /// <summary>Since when standing still counts: when it moved last, or was last seen to be away.</summary>
    [Id(5)] public DateTimeOffset StillSince { get; init; }

    /// <summary>When it was read last.</summary>
    [Id(6)] public DateTimeOffset ReadAt { get; init; }

    /// <summary>When its uptime was last seen to begin anew without its ever being seen offline; null for never.</summary>
    [Id(7)] public DateTimeOffset? RebootedAt { get; init; }

    /// <summary>
    /// Whether the data stands still; null until it was seen to move, anew after it was away, or to stand still for long enough.
    /// </summary>
    public bool? IsStill => Frozen ? true : GoodAt == default || WasAway ? null : false;

    /// <summary>Whether its figures are slow (<see cref="NodePace.IsSlow"/>); null where that is not known.</summary>
    public bool? IsSlow => NodePace.IsSlow(Pace);

    /// <summary>For how long its data may stand still until it counts as frozen.</summary>
    public TimeSpan FrozenAfter => NodePace.FrozenAfter(Pace);

    private bool WasAway => StillSince > MovedAt;

    /// <summary>
    /// When the node's data was last good before an answer; default where not known. In a round that takes long the guests' part comes as
    /// much later than the node's own.
    /// </summary>
    /// <param name="answer">When the answer came.</param>
    public DateTimeOffset GoodBefore(DateTimeOffset answer) =>
        (MovedAt < answer ? MovedAt : GoodAt) is var good && good != default && Pace > NodePace.Usual
        ? good - (Pace.Value - NodePace.Usual) : good;

    /// <summary>Feels the pulse once more.</summary>
    /// <param name="last">The pulse before; null at first sight.</param>
    /// <param name="sample">The node's row.</param>
    /// <param name="at">When it was read.</param>
    /// <param name="hidden">True where the token may not see the node's figures: there is no pulse to feel, and each answer is taken at its
    /// word.</param>
    /// <param name="pace">Its pace as learnt before the monitor started; null where that is not known.</param>
    public static NodePulse Update(NodePulse? last, in NodeSample sample, DateTimeOffset at, bool hidden = false, TimeSpan? pace = null)
    {
        if (last is not { } before)
        {
            // One that is away at first sight, or of which nothing is known, may have been off for long: its row is no sign of life. Nor is
            // it one of a freeze: of a node that has just booted nothing is known until its first round.
            var alive = sample.Status == NodeStatus.Online ? at : default;
            return new(sample.Uptime, alive, default, Frozen: false) { Pace = pace, StillSince = at, ReadAt = at };
        }

        // What it said before it went says nothing of its return: its rows are old until its first round (api-facts §3).
        if (sample.Status == NodeStatus.Offline) return before with { Frozen = false, StillSince = at, ReadAt = at };

        // That figures are hidden does not make them move.
        if (hidden && sample is { Status: NodeStatus.Online, Uptime: null })
            return before.Frozen ? before with { ReadAt = at } : before.Moved(null, at);
        if (sample.Uptime is { } uptime && uptime != before.Uptime && !before.IsStaleRow(uptime, at)) return before.Moved(uptime, at);

        // Where polls are rarer than rounds, one of them without a move says nothing.
        var still = at - before.StillSince;
        return before with { Frozen = before.Frozen || (still > before.FrozenAfter && still >= (at - before.ReadAt) * 2), ReadAt = at };
    }

    private NodePulse Moved(long? uptime, DateTimeOffset at)
    {
        var rebooted = !WasAway && Rebooted(uptime, at);
        return new(uptime, at, MeasuredAt(uptime, at), Frozen: false)
        {
            Pace = !rebooted && !WasAway && uptime - Uptime is { } jump and > 0
                ? NodePace.Learn(this, TimeSpan.FromSeconds(jump), at) : Pace,
            StillSince = at,
            ReadAt = at,
            RebootedAt = rebooted ? at : RebootedAt,
        };
    }

    // The row of first sight may have been of any age. How far the uptime has come since tells when it was measured.
    private DateTimeOffset MeasuredAt(long? uptime, DateTimeOffset at)
    {
        if (GoodAt != default || !(uptime > Uptime)) return MovedAt;
        var measured = at - TimeSpan.FromSeconds(uptime.Value - Uptime.Value);
        return measured < MovedAt - NodePace.RowAge ? measured : MovedAt;
    }

    private bool IsStaleRow(long uptime, DateTimeOffset at) =>
        uptime < Uptime && !WasAway && at - MovedAt < NodePace.RowAge && !Rebooted(uptime, at);

    // Rows flip back by a round for some seconds (api-facts §2), over a reboot too: only an uptime that began after it was last seen alive
    // is a new one.
    private bool Rebooted(long? uptime, DateTimeOffset at)
    {
        if (!(uptime < Uptime) || at - RebootedAt < TimeSpan.FromMinutes(2)) return false;
        var round = Pace ?? NodePace.Usual;
        return Uptime > 60 + (2 * round.TotalSeconds) && at - TimeSpan.FromSeconds(uptime.Value) > MovedAt - NodePace.RowAge - round;
    }
}
