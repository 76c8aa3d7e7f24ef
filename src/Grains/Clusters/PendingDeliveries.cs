using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// What moved of which guest and its grain has not heard yet. A change is noted before anything can fail and goes only with its delivery,
/// so that the base of the comparison advances guest by guest.
/// </summary>
internal sealed class PendingDeliveries
{
    private readonly Dictionary<int, GuestChange> _pending = [];
    private readonly Dictionary<int, DateTimeOffset> _good = [];
    private readonly Dictionary<int, int> _failed = [];

    // One failure may be a silo that goes.
    private const int OverdueAfter = 2;

    /// <summary>Whether a delivery has failed several times in a row: what was seen of that guest is not on record.</summary>
    public bool IsOverdue => _failed.Values.Any(times => times >= OverdueAfter);

    /// <summary>Notes what an answer brought; adds to what is pending.</summary>
    public void Add(SnapshotDiff answer)
    {
        foreach (var delta in answer.Changes)
        {
            if ((delta.Change & GuestChange.Matters) == GuestChange.None) continue;
            var guest = delta.Entry.Sample;
            Add(guest.Vmid, delta.Change);
            if (answer.Next.FindNode(guest.Node)?.Pulse.GoodBefore(answer.Next.At) is { } good && good != default)
                _good.TryAdd(guest.Vmid, good);
        }
    }

    /// <summary>
    /// The sighting as its grain must judge it: what it was not told of so far happened since the row that was good before the first
    /// change.
    /// </summary>
    public GuestObservation SinceLastDelivery(in GuestObservation observation) =>
        _good.TryGetValue(observation.Sample.Vmid, out var good) && good < observation.LastGoodAt
        ? observation with { LastGoodAt = good }
        : observation;

    /// <summary>Notes a delivery that failed; it comes after those that have not.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="change">What it was to hear of.</param>
    /// <param name="asking">Whether its grain may still wait for Proxmox, which is no failure of the monitor's.</param>
    public void AddFailed(int vmid, GuestChange change, bool asking = false)
    {
        Add(vmid, change);
        _failed[vmid] = _failed.GetValueOrDefault(vmid) + (asking ? 0 : 1);
    }

    /// <summary>The guest has heard.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="settled">Whether it believes what it heard; what it looks into still began when it began.</param>
    public void Remove(int vmid, bool settled = true)
    {
        _pending.Remove(vmid);
        _failed.Remove(vmid);
        if (settled) _good.Remove(vmid);
    }

    /// <summary>Whether something is pending for the guest.</summary>
    public bool Contains(int vmid) => _pending.ContainsKey(vmid);

    /// <summary>
    /// Those to deliver with this answer, changes of state first and what failed before last. Guests that are no longer known are dropped.
    /// </summary>
    public List<GuestDelta> Due(ClusterSnapshot snapshot)
    {
        var due = new List<GuestDelta>(_pending.Count);
        foreach (var (vmid, change) in _pending.ToArray())
        {
            if (snapshot.FindGuest(vmid) is not { } entry) Remove(vmid);
            else if (entry.MissedPolls == 0) due.Add(new(entry, change));
        }

        return [.. due.OrderBy(Rank)];
    }

    /// <summary>Whether a change may be a crash: the guest was known, and its state or its run is another.</summary>
    public static bool IsSuspect(GuestChange change) =>
        !change.HasFlag(GuestChange.FirstSight) && (change & (GuestChange.Status | GuestChange.Restart)) != GuestChange.None;

    private int Rank(GuestDelta delta) => _failed.ContainsKey(delta.Entry.Sample.Vmid) ? 2 : IsSuspect(delta.Change) ? 0 : 1;

    private void Add(int vmid, GuestChange change) => _pending[vmid] = _pending.GetValueOrDefault(vmid) | change;
}
