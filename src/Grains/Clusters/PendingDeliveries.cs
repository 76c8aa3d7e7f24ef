using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Changes that guests' grains were not notified of yet. A change is queued before anything can fail and removed after its delivery, so
/// that the base of the comparison advances guest by guest.
/// </summary>
internal sealed class PendingDeliveries
{
    private readonly Dictionary<int, GuestChange> _pending = [];
    private readonly Dictionary<int, DateTimeOffset> _good = [];
    private readonly Dictionary<int, int> _failed = [];

    // A single failure may be a silo that shuts down.
    private const int OverdueAfter = 2;

    /// <summary>Whether a delivery has failed several times in a row, so that a change of that guest is not stored.</summary>
    public bool IsOverdue => _failed.Values.Any(times => times >= OverdueAfter);

    /// <summary>Adds the changes of an answer.</summary>
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
    /// The observation to deliver: since the last good row before the first change that its grain was not notified of. That row stays the
    /// base until the guest is settled, also if it is from before the monitor started.
    /// </summary>
    public GuestObservation Begin(in GuestObservation observation)
    {
        if (observation.LastGoodAt == default || _good.TryAdd(observation.Sample.Vmid, observation.LastGoodAt)) return observation;
        var good = _good[observation.Sample.Vmid];
        return good < observation.LastGoodAt ? observation with { LastGoodAt = good } : observation;
    }

    /// <summary>Adds a failed delivery. It is repeated after those that did not fail.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="change">The change.</param>
    /// <param name="asking">Whether its grain may still wait for Proxmox, which is no fault of the monitor.</param>
    public void AddFailed(int vmid, GuestChange change, bool asking = false)
    {
        Add(vmid, change);
        _failed[vmid] = _failed.GetValueOrDefault(vmid) + (asking ? 0 : 1);
    }

    /// <summary>The guest was notified.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="settled">Whether it is settled. Otherwise the last good row before the change stays the base.</param>
    public void Remove(int vmid, bool settled = true)
    {
        _pending.Remove(vmid);
        _failed.Remove(vmid);
        if (settled) _good.Remove(vmid);
    }

    /// <summary>Whether something is pending for the guest.</summary>
    public bool Contains(int vmid) => _pending.ContainsKey(vmid);

    /// <summary>
    /// The deliveries to make with this answer: changes of state first, and last those that failed before. Unknown guests are dropped.
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

    /// <summary>Whether a change may be a crash: the guest was known, and its state or its run changed.</summary>
    public static bool IsSuspect(GuestChange change) =>
        !change.HasFlag(GuestChange.FirstSight) && (change & (GuestChange.Status | GuestChange.Restart)) != GuestChange.None;

    private int Rank(GuestDelta delta)
    {
        if (_failed.ContainsKey(delta.Entry.Sample.Vmid)) return 2;
        return IsSuspect(delta.Change) ? 0 : 1;
    }

    private void Add(int vmid, GuestChange change) => _pending[vmid] = _pending.GetValueOrDefault(vmid) | change;
}
