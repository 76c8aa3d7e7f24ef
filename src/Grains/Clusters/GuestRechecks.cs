using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Guests to check again although their rows did not change: those that are not settled, those whose re-check is due, and those that are
/// down or locked on a node that has just booted or is online again.
/// </summary>
internal sealed class GuestRechecks
{
    private readonly HashSet<int> _unsettled = [];
    private readonly Dictionary<int, DateTimeOffset> _due = [];
    private readonly Dictionary<string, DateTimeOffset> _boots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _away = new(StringComparer.Ordinal);

    /// <summary>When a node booted, by its uptime; null if its row does not show that.</summary>
    public static DateTimeOffset? BootOf(NodeEntry? node, DateTimeOffset at) =>
        node is { Sample.Status: NodeStatus.Online } ? RunClock.Began(node.Sample.Uptime, at) : null;

    /// <summary>Drops what is due for a guest, since it is notified now.</summary>
    public void Remove(int vmid)
    {
        _unsettled.Remove(vmid);
        _due.Remove(vmid);
    }

    /// <summary>Applies the outcome of a check.</summary>
    public void Update(int vmid, bool settled, DateTimeOffset? recheckAt)
    {
        if (!settled) _unsettled.Add(vmid);
        else _unsettled.Remove(vmid);
        if (recheckAt is { } at) _due[vmid] = at;
        else _due.Remove(vmid);
    }

    /// <summary>Schedules a check with the first answer at or after an instant.</summary>
    public void Schedule(int vmid, DateTimeOffset at) => _due[vmid] = at;

    /// <summary>The guests to check with this answer, and whether they are unsettled.</summary>
    public List<(int Vmid, bool Unsettled)> Due(ClusterSnapshot snapshot)
    {
        var due = new HashSet<int>(_unsettled);
        foreach (var (vmid, at) in _due)
        {
            if (at <= snapshot.At) due.Add(vmid);
        }

        var back = Back(snapshot);
        if (back.Count > 0)
        {
            due.UnionWith(snapshot.Guests.Where(guest => Waits(guest.Sample) && back.Contains(guest.Sample.Node))
                .Select(guest => guest.Sample.Vmid));
        }

        foreach (var vmid in due.Where(vmid => snapshot.FindGuest(vmid) is null).ToList())
        {
            Remove(vmid);
            due.Remove(vmid);
        }

        return [.. due.Select(vmid => (vmid, _unsettled.Contains(vmid)))];
    }

    // These are not evaluated while their node has no current status.
    private static bool Waits(GuestSample guest) => guest.Status == GuestStatus.Stopped || LockRules.Hinders(guest.Lock);

    private HashSet<string> Back(ClusterSnapshot snapshot)
    {
        var back = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in snapshot.Nodes)
        {
            var name = node.Sample.Node;
            if (node.Believed != NodeStatus.Online)
            {
                _away.Add(name);
                continue;
            }

            if (_away.Remove(name)) back.Add(name);
            if (BootOf(node, snapshot.At) is not { } boot) continue;
            if (_boots.TryGetValue(name, out var known) && !RunClock.IsLater(boot, known)) continue;
            if (_boots.ContainsKey(name)) back.Add(name);
            _boots[name] = boot;
        }

        return back;
    }
}
