namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// The duration of a node's pvestatd cycle (its pace). pvestatd processes storages and guests one after another (api-facts §2), so 45 s can
/// be normal on a node for months. Delays are judged relative to that pace.
/// </summary>
public static class NodePace
{
    /// <summary>The normal pace (api-facts §2).</summary>
    public static TimeSpan Usual { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The maximum pace. 2½ cycles are 5 min then, when Proxmox itself drops the metrics (api-facts §2).</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Above this a node's metrics are slow: changes are observed too late to be called fresh.</summary>
    public static TimeSpan Slow { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum age of a row after its cycle (api-facts §2).</summary>
    internal static TimeSpan RowAge { get; } = TimeSpan.FromSeconds(15);

    // Two caches of 2 s each.
    private static readonly TimeSpan FlipBack = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    // One cycle may be late, and rows are up to 14 s old.
    private static readonly TimeSpan ShortestFreeze = TimeSpan.FromSeconds(30);

    // The pace is not known yet.
    private static readonly TimeSpan FreezeWithoutPace = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SlowUntil = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a node's data may stay unchanged: 2½ cycles, at least 30 s and at most 5 min; 2 min while the pace is unknown.
    /// </summary>
    /// <param name="pace">Its pace, 0 to <see cref="Longest"/>; null if not known.</param>
    public static TimeSpan FrozenAfter(TimeSpan? pace) => pace is { } cycle ? Max(cycle * 2.5, ShortestFreeze) : FreezeWithoutPace;

    /// <summary>True above 30 s per cycle, false up to 20 s, null in between and if unknown.</summary>
    public static bool? IsSlow(TimeSpan? pace)
    {
        if (pace > Slow) return true;
        return pace <= SlowUntil ? false : null;
    }

    /// <summary>
    /// Updates the pace after an uptime change: rises at once, and falls by a quarter of the difference with each faster cycle. Missed
    /// polls do not count as slow cycles. A frozen period counts at most as twice the freeze limit.
    /// </summary>
    /// <param name="before">The pulse before the change.</param>
    /// <param name="jump">The uptime difference: the time between the observed cycles, one or more.</param>
    /// <param name="at">When the change was observed.</param>
    internal static TimeSpan? Learn(in NodePulse before, TimeSpan jump, DateTimeOffset at)
    {
        // Uptime cannot run ahead of the clock: this row is from before a reboot.
        if (jump > at - before.MovedAt + Longest + RowAge) return before.Pace;

        // Unobserved cycles ended after the previous read; two of them take less than twice that time. Uptimes are whole seconds.
        var unseen = at - before.ReadAt;
        var cycle = Max(jump + Rounding > (unseen + FlipBack) * 2 ? jump : jump - unseen, before.ReadAt - before.StillSince);
        if (before.Frozen) cycle = Min(cycle, before.FrozenAfter * 2);
        cycle = Min(Max(cycle, TimeSpan.Zero), Longest);
        return before.Pace is { } known && known > cycle ? known - ((known - cycle) / 4) : cycle;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
