using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Guests that answers lack and that are to be asked for; one stays until it was, however many there are and whatever fails.</summary>
internal sealed class MissingGuests
{
    private readonly HashSet<int> _waiting = [];

    /// <summary>Whether a guest is asked for after so many answers in a row that lacked it. Rows may be lacking for long where a privilege was taken away; asking at every tick would be a flood.</summary>
    public static bool AskedNow(int missed) => missed is 2 or 5 or 10 or 20 or 30 || missed % 100 == 0;

    /// <summary>Notes who is missing now; who is no longer is forgotten.</summary>
    public void Add(IReadOnlyList<GuestEntry> missing)
    {
        if (_waiting.Count > 0) _waiting.IntersectWith(missing.Select(entry => entry.Sample.Vmid));
        foreach (var entry in missing)
        {
            if (AskedNow(entry.MissedPolls)) _waiting.Add(entry.Sample.Vmid);
        }
    }

    /// <summary>Those to ask for now, the one that has been missing for the shortest time first, so that nobody who cannot be asked holds up the others.</summary>
    public List<GuestEntry> Take(IEnumerable<GuestEntry> missing, int most) =>
        [.. missing.Where(entry => _waiting.Contains(entry.Sample.Vmid)).OrderBy(entry => entry.MissedPolls).Take(most)];

    /// <summary>It was asked for.</summary>
    public void Remove(int vmid) => _waiting.Remove(vmid);
}
