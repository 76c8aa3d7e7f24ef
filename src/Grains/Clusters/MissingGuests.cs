using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Guests that answers lack. Each is looked up on its node, and stays queued until that succeeded.</summary>
internal sealed class MissingGuests
{
    // An online node that does not answer may make each request wait for its timeout.
    private const int RetryPolls = 5;

    private readonly HashSet<int> _waiting = [];
    private readonly HashSet<int> _hidden = [];
    private readonly HashSet<int> _unanswered = [];

    /// <summary>
    /// Whether to look a guest up after so many missed polls in a row. Rows may be missing for long after a privilege was revoked, so not
    /// at every poll.
    /// </summary>
    public static bool IsAskedAfter(int missedPolls) => missedPolls is 2 or 5 or 10 or 20 or 30 || missedPolls % 100 == 0;

    /// <summary>Queues the guests that are missing now, and drops those that no longer are.</summary>
    public void Add(IReadOnlyList<GuestEntry> missing)
    {
        foreach (var guests in (HashSet<int>[])[_waiting, _hidden, _unanswered])
        {
            if (guests.Count > 0) guests.IntersectWith(missing.Select(entry => entry.Sample.Vmid));
        }

        foreach (var entry in missing)
        {
            if (IsAskedAfter(entry.MissedPolls)) _waiting.Add(entry.Sample.Vmid);
        }
    }

    /// <summary>
    /// The guests to look up now. Those that have been missing for the shortest time come first, so that guests that cannot be looked up do
    /// not block others.
    /// </summary>
    /// <param name="missing">The guests that the latest answer lacks.</param>
    /// <param name="most">The maximum number.</param>
    /// <param name="sees">
    /// Whether the token may read the tasks of its node, and the node is online. Once both are true again, the guest is looked up.
    /// </param>
    public List<GuestEntry> Take(IEnumerable<GuestEntry> missing, int most, Func<GuestEntry, bool> sees) =>
    [
        .. missing.Where(entry => _waiting.Contains(entry.Sample.Vmid) || (IsRetried(entry) && sees(entry)))
            .OrderBy(entry => entry.MissedPolls).Take(most),
    ];

    /// <summary>The guest was looked up.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="sees">Whether the token could read the tasks of its node, and the node was online.</param>
    /// <param name="answered">Whether the node answered.</param>
    public void Remove(int vmid, bool sees, bool answered)
    {
        _waiting.Remove(vmid);
        Set(_hidden, vmid, !sees);
        Set(_unanswered, vmid, sees && !answered);
    }

    private static void Set(HashSet<int> guests, int vmid, bool contains)
    {
        if (contains) guests.Add(vmid);
        else guests.Remove(vmid);
    }

    private bool IsRetried(GuestEntry entry) => _hidden.Contains(entry.Sample.Vmid)
        || (_unanswered.Contains(entry.Sample.Vmid) && entry.MissedPolls % RetryPolls == 0);
}
