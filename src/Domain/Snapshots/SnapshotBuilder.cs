using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// Makes the next snapshot out of an answer's rows and tells what moved since the previous one. Quiet guests cost a comparison
/// and no memory: their entries are shared.
/// </summary>
/// <param name="previous">The snapshot before.</param>
/// <param name="rules">The rules whose edges matter.</param>
/// <param name="now">When the answer is read.</param>
/// <param name="access">What the reading token holds; null where that is not known.</param>
public sealed class SnapshotBuilder(ClusterSnapshot previous, RuleSet rules, DateTimeOffset now, AccessReport? access = null) : IResourceSink
{
    private const GuestChange Traits = GuestChange.FirstSight | GuestChange.Node | GuestChange.Identity;

    private readonly ImmutableArray<GuestEntry>.Builder _guests = ImmutableArray.CreateBuilder<GuestEntry>(previous.Guests.Length);
    private readonly ImmutableArray<NodeEntry>.Builder _nodes = ImmutableArray.CreateBuilder<NodeEntry>(previous.Nodes.Length);
    private readonly ImmutableArray<StorageSample>.Builder _storages = ImmutableArray.CreateBuilder<StorageSample>(previous.Storages.Length);
    private readonly List<GuestDelta> _changes = [];
    private readonly bool[] _seen = new bool[previous.Guests.Length];
    private readonly HashSet<int> _new = [];
    private readonly bool _load = rules.JudgesGuestLoad;
    private int _cursor;
    private int _matched;
    private bool _repeated;

    /// <summary>The nodes' paces as learnt before the monitor started, for those that it sees for the first time since.</summary>
    public ImmutableDictionary<string, TimeSpan> Paces { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <inheritdoc />
    public void Guest(in GuestSample row)
    {
        var guest = row.AsMeasured();
        var place = Place(guest.Vmid);
        if (place < 0)
        {
            _repeated |= !_new.Add(guest.Vmid);
            Keep(new(guest, now, []) { RunSince = RunClock.Began(guest.Uptime, now) }, GuestChange.FirstSight);
            return;
        }

        if (_seen[place]) _repeated = true;
        else _matched++;
        _seen[place] = true;
        var kept = previous.Guests[place];
        if (guest.IsBare && kept.Sample.Kind == guest.Kind) guest = guest.Over(kept.Sample);
        var change = GuestComparison.Compare(kept, guest, rules, now, _load);
        if (change == GuestChange.None) _guests.Add(kept);
        else Keep(new(guest, now, kept.Conditions) { RunSince = RunClock.Next(kept.RunSince, guest, now, (change & (GuestChange.Restart | GuestChange.Status)) != GuestChange.None) }, change);
    }

    /// <inheritdoc />
    public void Node(in NodeSample node)
    {
        var known = previous.FindNode(node.Node);
        var hidden = access?.MayRead($"/nodes/{node.Node}", "Sys.Audit") == false;
        var pulse = NodePulse.Feel(known?.Pulse, node, now, hidden, Paces.TryGetValue(node.Node, out var pace) ? pace : null);
        _nodes.Add(new(node, now, known?.Conditions ?? [], pulse));
    }

    /// <inheritdoc />
    public void Storage(in StorageSample storage) => _storages.Add(storage);

    /// <summary>
    /// Ends the answer. Guests that it lacked stay, marked as missed once more; of rows that repeat a VMID the last one counts.
    /// </summary>
    public SnapshotDiff Build()
    {
        if (_repeated) DropRepeated();
        var missing = Missing();
        foreach (var entry in missing) _guests.Add(entry);
        var next = new ClusterSnapshot(now, _guests.DrainToImmutable(), _nodes.DrainToImmutable(), _storages.DrainToImmutable()) { TraitsVersion = TraitsVersion() };
        return new(next, _changes, missing);
    }

    // Begun with the clock, so that it never comes back to what it was before the monitor started.
    private long TraitsVersion() => previous.Guests.IsEmpty ? now.UtcTicks : previous.TraitsVersion + (_changes.Exists(static delta => (delta.Change & Traits) != GuestChange.None) ? 1 : 0);

    private void Keep(GuestEntry entry, GuestChange change)
    {
        _guests.Add(entry);
        _changes.Add(new(entry, change));
    }

    // Answers keep their order from poll to poll, so the next guest is nearly always the next entry.
    private int Place(int vmid)
    {
        var entries = previous.Guests;
        var place = _cursor < entries.Length && entries[_cursor].Sample.Vmid == vmid ? _cursor : previous.IndexOf(vmid);
        if (place >= 0) _cursor = place + 1;
        return place;
    }

    private void DropRepeated()
    {
        var last = new Dictionary<int, GuestEntry>(_guests.Count);
        foreach (var entry in _guests) last[entry.Sample.Vmid] = entry;
        _changes.RemoveAll(delta => !ReferenceEquals(last[delta.Entry.Sample.Vmid], delta.Entry));
        _guests.Clear();
        _guests.AddRange(last.Values);
    }

    private List<GuestEntry> Missing()
    {
        var missing = new List<GuestEntry>();
        for (var i = 0; _matched < _seen.Length && i < _seen.Length; i++)
        {
            if (!_seen[i]) missing.Add(previous.Guests[i] with { MissedPolls = previous.Guests[i].MissedPolls + 1 });
        }

        return missing;
    }
}

/// <summary>A guest that moved.</summary>
/// <param name="Entry">What it is now.</param>
/// <param name="Change">What moved.</param>
public readonly record struct GuestDelta(GuestEntry Entry, GuestChange Change);

/// <summary>What an answer brought.</summary>
/// <param name="Next">The snapshot that it makes.</param>
/// <param name="Changes">Guests that moved.</param>
/// <param name="Missing">Guests known before that it lacked.</param>
public sealed record SnapshotDiff(ClusterSnapshot Next, IReadOnlyList<GuestDelta> Changes, IReadOnlyList<GuestEntry> Missing);
