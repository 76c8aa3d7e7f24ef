using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Guests that answers lack and that are to be asked for; one stays until it was, however many there are and whatever fails.
/// </summary>
internal sealed class MissingGuests
{
    private readonly HashSet<int> _waiting = [];
    private readonly HashSet<int> _unknown = [];

    /// <summary>
    /// Whether a guest is asked for after so many answers in a row that lacked it. Rows may be lacking for long where a privilege was taken
    /// away; asking at every tick would be a flood.
    /// </summary>
    public static bool AskedNow(int missed) => missed is 2 or 5 or 10 or 20 or 30 || missed % 100 == 0;

    /// <summary>Notes who is missing now; who is no longer is forgotten.</summary>
    public void Add(IReadOnlyList<GuestEntry> missing)
    {
        if (_waiting.Count > 0) _waiting.IntersectWith(missing.Select(entry => entry.Sample.Vmid));
        if (_unknown.Count > 0) _unknown.IntersectWith(missing.Select(entry => entry.Sample.Vmid));
        foreach (var entry in missing)
        {
            if (AskedNow(entry.MissedPolls)) _waiting.Add(entry.Sample.Vmid);
        }
    }

    /// <summary>
    /// Those to ask for now, the one that has been missing for the shortest time first, so that nobody who cannot be asked holds up the
    /// others.
    /// </summary>
    /// <param name="missing">Guests that the latest answer lacks.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="sees">Whether the token may read what became of one: as soon as it may again, it is asked.</param>
    public List<GuestEntry> Take(IEnumerable<GuestEntry> missing, int most, Func<GuestEntry, bool> sees) =>
    [
        .. missing.Where(entry => _waiting.Contains(entry.Sample.Vmid) || (_unknown.Contains(entry.Sample.Vmid) && sees(entry)))
            .OrderBy(entry => entry.MissedPolls).Take(most),
    ];

    /// <summary>It was asked for.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="sees">Whether the token might read what became of it.</param>
    public void Remove(int vmid, bool sees)
    {
        _waiting.Remove(vmid);
        if (sees) _unknown.Remove(vmid);
        else _unknown.Add(vmid);
    }
}
