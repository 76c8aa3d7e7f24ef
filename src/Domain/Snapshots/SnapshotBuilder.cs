using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// Builds the next snapshot from an answer's rows and determines the changes. Unchanged guests cost one comparison and no memory, because
/// entries are shared. An unreadable row affects only its object: a guest counts as missing, a node or storage is kept without values. Of
/// duplicate rows the last one counts.
/// </summary>
/// <param name="previous">The previous snapshot.</param>
/// <param name="rules">The rules whose thresholds matter.</param>
/// <param name="now">When the answer was read.</param>
/// <param name="access">The read token's privileges; null if not known.</param>
public sealed class SnapshotBuilder(ClusterSnapshot previous, RuleSet rules, DateTimeOffset now, AccessReport? access = null)
    : IResourceSink
{
    private const GuestChange Traits = GuestChange.FirstSight | GuestChange.Node | GuestChange.Identity;

    /// <summary>For how many answers in a row an unlisted guest is kept: a week at the default period.</summary>
    public const int MaxMissedPolls = 60_480;

    /// <summary>The maximum number of unlisted guests that are kept.</summary>
    public const int MaxMissing = 100_000;

    private const string DuplicateReason = "it is listed more than once; its last row counts";

    private readonly ImmutableArray<GuestEntry>.Builder _guests = ImmutableArray.CreateBuilder<GuestEntry>(previous.Guests.Length);
    private readonly ImmutableArray<NodeEntry>.Builder _nodes = ImmutableArray.CreateBuilder<NodeEntry>(previous.Nodes.Length);
    private readonly ImmutableArray<StorageSample>.Builder _storages =
        ImmutableArray.CreateBuilder<StorageSample>(previous.Storages.Length);
    private readonly List<GuestDelta> _changes = [];
    private readonly Dictionary<string, int> _nodePlaces = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Storage), int> _storagePlaces = [];
    private readonly List<UnreadableRow> _unreadable = [];
    private readonly bool[] _seen = new bool[previous.Guests.Length];
    private readonly HashSet<int> _new = [];
    private readonly bool _load = rules.JudgesGuestLoad;
    private int _cursor;
    private int _matched;
    private int _unreadableRows;
    private bool _repeated;
    private bool _nodeUnread;
    private bool _storageUnread;

    /// <summary>The nodes' paces from before the monitor started, for nodes that are observed for the first time.</summary>
    public ImmutableDictionary<string, TimeSpan> Paces { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <inheritdoc />
    public void Guest(in GuestSample row)
    {
        var guest = row.AsMeasured();
        var place = Place(guest.Vmid);
        if (place < 0)
        {
            if (!_new.Add(guest.Vmid)) RecordDuplicate(guest.Vmid);

            // In the very first answer every guest is new. Later, a guest's grain may know it from before a gap.
            var until = VisibilityGap.IsInconclusive(guest) ? DateTimeOffset.MaxValue : now;
            VisibilityGap? hidden = previous.At == default ? null : new(DateTimeOffset.UnixEpoch, until);
            Keep(new(guest, now, []) { RunSince = RunClock.Began(guest.Uptime, now), Hidden = hidden }, GuestChange.FirstSight);
            return;
        }

        // Record nothing before all steps that can fail: a guest whose row fails is missing, not forgotten.
        var kept = previous.Guests[place];
        if (guest.IsBare && kept.Sample.Kind == guest.Kind) guest = guest.Over(kept.Sample);
        var change = GuestComparison.Compare(kept, guest, rules, now, _load);
        var entry = change == GuestChange.None ? kept : Changed(kept, guest, change);
        if (_seen[place]) RecordDuplicate(guest.Vmid);
        else _matched++;
        _seen[place] = true;
        if (change == GuestChange.None) _guests.Add(kept);
        else Keep(entry, change);
    }

    /// <inheritdoc />
    public void Node(in NodeSample node)
    {
        var known = previous.FindNode(node.Node);
        var hidden = access?.MaySee(EntityKind.Node, node.Node) == false;
        var pulse = NodePulse.Update(known?.Pulse, node, now, hidden, Paces.TryGetValue(node.Node, out var pace) ? pace : null);
        var entry = new NodeEntry(node, now, known?.Conditions ?? [], pulse);
        if (_nodePlaces.TryAdd(node.Node, _nodes.Count))
        {
            _nodes.Add(entry);
            return;
        }

        _nodes[_nodePlaces[node.Node]] = entry;
        RecordUnreadable(new(EntityKind.Node, node.Node, DuplicateReason));
    }

    /// <inheritdoc />
    public void Storage(in StorageSample storage)
    {
        if (_storagePlaces.TryAdd((storage.Node, storage.Storage), _storages.Count))
        {
            _storages.Add(storage);
            return;
        }

        _storages[_storagePlaces[(storage.Node, storage.Storage)]] = storage;
        RecordUnreadable(new(EntityKind.Storage, storage.Storage, DuplicateReason));
    }

    /// <inheritdoc />
    public void Unreadable(UnreadableRow row)
    {
        _nodeUnread |= row.Kind is EntityKind.Node or null;
        _storageUnread |= row.Kind is EntityKind.Storage or null;
        RecordUnreadable(row);
    }

    /// <summary>Completes the answer. Unlisted guests are kept and marked as missed once more.</summary>
    public SnapshotDiff Build()
    {
        if (_repeated) DropRepeated();
        MarkOldStatuses();
        var (missing, forgotten) = Missing();
        foreach (var entry in missing) _guests.Add(entry);
        if (_nodeUnread) KeepNodes();
        if (_storageUnread) KeepStorages();
        var next = new ClusterSnapshot(now, _guests.DrainToImmutable(), _nodes.DrainToImmutable(), _storages.DrainToImmutable())
        { TraitsVersion = TraitsVersion() };
        return new(next, _changes, missing)
        {
            Forgotten = forgotten,
            Unreadable = _unreadableRows == 0 ? UnreadableRows.None : new(_unreadableRows, [.. _unreadable])
        };
    }

    // Done at the end, because guests may be listed before their nodes.
    private void MarkOldStatuses()
    {
        if (_nodes.All(static node => node.Believed == NodeStatus.Online)) return;
        var old = new Dictionary<GuestEntry, GuestEntry>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < _changes.Count; i++)
        {
            var (entry, change) = _changes[i];
            if (!change.HasFlag(GuestChange.Status) || IsOnline(entry.Sample.Node)) continue;
            _changes[i] = new(old[entry] = entry with { IsStatusOld = true }, change);
        }

        for (var i = 0; old.Count > 0 && i < _guests.Count; i++)
        {
            if (old.TryGetValue(_guests[i], out var marked)) _guests[i] = marked;
        }
    }

    private bool IsOnline(string node) => _nodePlaces.TryGetValue(node, out var place) && _nodes[place].Believed == NodeStatus.Online;

    // An unreadable row may be theirs: they still exist, but without known values.
    private void KeepNodes()
    {
        foreach (var known in previous.Nodes)
        {
            if (_nodePlaces.TryAdd(known.Sample.Node, _nodes.Count))
                _nodes.Add(known with { Sample = new() { Node = known.Sample.Node, Status = NodeStatus.Unknown } });
        }
    }

    private void KeepStorages()
    {
        foreach (var known in previous.Storages)
        {
            if (_storagePlaces.TryAdd((known.Node, known.Storage), _storages.Count))
                _storages.Add(known with { Active = null, Used = null, Total = null });
        }
    }

    private void RecordDuplicate(int vmid)
    {
        _repeated = true;
        RecordUnreadable(new(EntityKind.Guest, vmid.ToString(CultureInfo.InvariantCulture), DuplicateReason));
    }

    private void RecordUnreadable(UnreadableRow row)
    {
        _unreadableRows++;
        if (_unreadable.Count < UnreadableRows.MaxNamed) _unreadable.Add(row);
    }

    // Starts from the clock, so it never repeats values from before a restart.
    private long TraitsVersion()
    {
        if (previous.Guests.IsEmpty) return now.UtcTicks;
        return previous.TraitsVersion + (_changes.Exists(static delta => (delta.Change & Traits) != GuestChange.None) ? 1 : 0);
    }

    private GuestEntry Changed(GuestEntry kept, in GuestSample guest, GuestChange change)
    {
        var status = kept.Sample.Status;
        var moved = (change & (GuestChange.Restart | GuestChange.Status)) != GuestChange.None;
        return new(guest, now, kept.Conditions)
        {
            RunSince = RunClock.Next(kept.RunSince, guest, now, restarted: moved),
            Before = status != guest.Status && !kept.IsStatusOld && GuestTracker.Known(status) ? status : kept.Before,
            IsStatusOld = kept.IsStatusOld && !moved,
            Hidden = VisibilityGap.After(kept, guest, previous.At, now),
        };
    }

    private void Keep(GuestEntry entry, GuestChange change)
    {
        _guests.Add(entry);
        _changes.Add(new(entry, change));
    }

    // Answers keep their order, so the next guest is nearly always the next entry.
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

    // A guest missing for too long is no longer displayed. If it returns, it counts as new. Its grain keeps its state.
    private (List<GuestEntry> Kept, List<int> Forgotten) Missing()
    {
        var (kept, forgotten) = (new List<GuestEntry>(), new List<int>());
        for (var i = 0; _matched < _seen.Length && i < _seen.Length; i++)
        {
            if (_seen[i]) continue;
            var entry = previous.Guests[i];
            var hidden = entry.MissedPolls > 0 ? entry.Hidden : new(previous.At, DateTimeOffset.MaxValue);
            if (entry.MissedPolls >= MaxMissedPolls || kept.Count >= MaxMissing) forgotten.Add(entry.Sample.Vmid);
            else kept.Add(entry with { MissedPolls = entry.MissedPolls + 1, Hidden = hidden });
        }

        return (kept, forgotten);
    }
}
