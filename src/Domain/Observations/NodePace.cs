namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// How long a round of a node's pvestatd takes. It walks storages and guests one after another (api-facts §2), so a round of 45 s can be a
/// node's steady pace for months; what is late is told by that pace.
/// </summary>
public static class NodePace
{
    /// <summary>The pace of a node at ease (api-facts §2).</summary>
    public static TimeSpan Usual { get; } = TimeSpan.FromSeconds(10);

    /// <summary>No pace counts as slower: 2½ rounds are 5 min then, when Proxmox itself drops the figures (api-facts §2).</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(2);

    /// <summary>From here on a node's figures are slow: what happens on it is seen too late to be called fresh.</summary>
    public static TimeSpan Slow { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How old a row is at most after its round (api-facts §2).</summary>
    internal static TimeSpan RowAge { get; } = TimeSpan.FromSeconds(15);

    // Two caches of 2 s each.
    private static readonly TimeSpan FlipBack = TimeSpan.FromSeconds(4);

    // One round may be late, and rows are up to 14 s old.
    private static readonly TimeSpan ShortestFreeze = TimeSpan.FromSeconds(30);

    // Nobody knows yet whether it is slow.
    private static readonly TimeSpan FreezeUnlearnt = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan NoLongerSlow = TimeSpan.FromSeconds(20);

    /// <summary>
    /// For how long a node's data may stand still: 2½ of its rounds, at least 30 s and at most 5 min; 2 min while its pace is not known.
    /// </summary>
    /// <param name="pace">Its pace, 0 to <see cref="Longest"/>; null where not known.</param>
    public static TimeSpan FrozenAfter(TimeSpan? pace) =>
        pace is not { } round ? FreezeUnlearnt : round * 2.5 is var patience && patience > ShortestFreeze ? patience : ShortestFreeze;

    /// <summary>True above 30 s a round, false up to 20 s, null in between and where not known.</summary>
    public static bool? IsSlow(TimeSpan? pace) => pace is not { } round ? null : round > Slow ? true : round <= NoLongerSlow ? false : null;

    /// <summary>
    /// The pace after a move: the longest of late, falling by a quarter of the difference with each quicker round. Polls that were missed
    /// teach nothing, and what counted as frozen no more than twice what was borne.
    /// </summary>
    /// <param name="before">The pulse before the move.</param>
    /// <param name="jump">By how much its uptime moved: the time between the rounds seen, one or more.</param>
    /// <param name="at">When the move was seen.</param>
    internal static TimeSpan? Learn(in NodePulse before, TimeSpan jump, DateTimeOffset at)
    {
        // Uptime does not run ahead: it is a row from before a reboot.
        if (jump > at - before.MovedAt + Longest + RowAge) return before.Pace;

        // Rounds that ended unseen did so after the row of the last look: two that fit in between take less than twice that.
        var unseen = at - before.ReadAt;
        var round = Max(jump > (unseen + FlipBack) * 2 ? jump : jump - unseen, before.ReadAt - before.StillSince);
        if (before.Frozen) round = Min(round, before.FrozenAfter * 2);
        round = Min(Max(round, TimeSpan.Zero), Longest);
        return before.Pace is { } known && known > round ? known - ((known - round) / 4) : round;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
