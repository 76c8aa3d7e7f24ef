namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Whether a node's data moves. <c>pvestatd</c> writes a node's and its guests' figures in one round every 10 s (api-facts §2), so uptime that
/// stands still means that everything read of that node is old, whatever it says.
/// </summary>
/// <param name="Uptime">The uptime read last; null where the row had none.</param>
/// <param name="MovedAt">When it last moved, or was first seen.</param>
/// <param name="GoodAt">When it had moved before that: rows read now tell of what happened since then. Default where not known.</param>
/// <param name="Frozen">True while the node is online and its data stands still.</param>
[GenerateSerializer, Immutable, Alias("node-pulse")]
public readonly record struct NodePulse(
    [property: Id(0)] long? Uptime,
    [property: Id(1)] DateTimeOffset MovedAt,
    [property: Id(2)] DateTimeOffset GoodAt,
    [property: Id(3)] bool Frozen)
{
    /// <summary>Three rounds of pvestatd: one may be late, and rows are up to 14 s old.</summary>
    public static TimeSpan FrozenAfter { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the data stands still; null until it was seen to move or to stand still for long enough.</summary>
    public bool? StandsStill => Frozen ? true : GoodAt == default ? null : false;

    /// <summary>When the node's data was last good before an answer.</summary>
    /// <param name="answer">When the answer came.</param>
    public DateTimeOffset GoodBefore(DateTimeOffset answer) => MovedAt < answer ? MovedAt : GoodAt;

    /// <summary>Feels the pulse once more.</summary>
    /// <param name="last">The pulse before; null at first sight.</param>
    /// <param name="sample">The node's row.</param>
    /// <param name="at">When it was read.</param>
    /// <param name="hidden">True where the token may not see the node's figures: there is no pulse to feel, and each answer is taken at its word.</param>
    public static NodePulse Feel(NodePulse? last, in NodeSample sample, DateTimeOffset at, bool hidden = false)
    {
        if (last is not { } before) return new(sample.Uptime, at, default, Frozen: sample.Status == NodeStatus.Unknown);
        if (sample.Status == NodeStatus.Offline) return before with { Frozen = false };
        if (hidden && sample is { Status: NodeStatus.Online, Uptime: null }) return new(null, at, before.MovedAt, Frozen: false);
        if (sample.Uptime is { } uptime && uptime != before.Uptime) return new(uptime, at, before.MovedAt, Frozen: false);
        return before with { Frozen = at - before.MovedAt > FrozenAfter };
    }
}
