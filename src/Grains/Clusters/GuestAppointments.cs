using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Which guests are to be looked at again though nothing about their rows moved: those that are not believed yet, those whose time has come, and those that are down
/// on a node that has just booted.
/// </summary>
internal sealed class GuestAppointments
{
    private readonly HashSet<int> _unsettled = [];
    private readonly Dictionary<int, DateTimeOffset> _due = [];
    private readonly Dictionary<string, DateTimeOffset> _boots = new(StringComparer.Ordinal);

    /// <summary>When a node booted, by its uptime; null where its row does not tell.</summary>
    public static DateTimeOffset? BootOf(NodeEntry? node, DateTimeOffset at) => node is { Sample.Status: NodeStatus.Online } ? RunClock.Began(node.Sample.Uptime, at) : null;

    /// <summary>The guest is told of now.</summary>
    public void Keep(int vmid)
    {
        _unsettled.Remove(vmid);
        _due.Remove(vmid);
    }

    /// <summary>The look came to this.</summary>
    public void Note(int vmid, bool settled, DateTimeOffset? lookAgainAt)
    {
        if (!settled) _unsettled.Add(vmid);
        else _unsettled.Remove(vmid);
        if (lookAgainAt is { } at) _due[vmid] = at;
        else _due.Remove(vmid);
    }

    /// <summary>The guest is to be looked at with the next answer after an instant.</summary>
    public void LookAt(int vmid, DateTimeOffset at) => _due[vmid] = at;

    /// <summary>Those to look at with this answer, and whether their rows are not believed yet.</summary>
    public List<(int Vmid, bool Unsettled)> Due(ClusterSnapshot snapshot)
    {
        var due = new HashSet<int>(_unsettled);
        foreach (var (vmid, at) in _due)
        {
            if (at <= snapshot.At) due.Add(vmid);
        }

        var booted = Booted(snapshot);
        if (booted.Count > 0) due.UnionWith(snapshot.Guests.Where(guest => guest.Sample.Status == GuestStatus.Stopped && booted.Contains(guest.Sample.Node)).Select(guest => guest.Sample.Vmid));
        foreach (var vmid in due.Where(vmid => snapshot.FindGuest(vmid) is null).ToList())
        {
            Keep(vmid);
            due.Remove(vmid);
        }

        return [.. due.Select(vmid => (vmid, _unsettled.Contains(vmid)))];
    }

    private HashSet<string> Booted(ClusterSnapshot snapshot)
    {
        var booted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in snapshot.Nodes)
        {
            if (node.Believed != NodeStatus.Online || BootOf(node, snapshot.At) is not { } boot) continue;
            if (_boots.TryGetValue(node.Sample.Node, out var known) && !RunClock.IsLater(boot, known)) continue;
            if (_boots.ContainsKey(node.Sample.Node)) booted.Add(node.Sample.Node);
            _boots[node.Sample.Node] = boot;
        }

        return booted;
    }
}
