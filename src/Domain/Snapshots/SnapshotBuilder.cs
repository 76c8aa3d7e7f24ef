using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>
/// Makes the next snapshot out of an answer's rows and tells what moved since the previous one. Quiet guests cost a comparison
/// and no memory: their entries are shared.
/// </summary>
public sealed class SnapshotBuilder(ClusterSnapshot previous, RuleSet rules, DateTimeOffset now) : IResourceSink
{
    private readonly ImmutableArray<GuestEntry>.Builder _guests = ImmutableArray.CreateBuilder<GuestEntry>(previous.Guests.Length);
    private readonly ImmutableArray<NodeEntry>.Builder _nodes = ImmutableArray.CreateBuilder<NodeEntry>(previous.Nodes.Length);
    private readonly ImmutableArray<StorageSample>.Builder _storages = ImmutableArray.CreateBuilder<StorageSample>(previous.Storages.Length);
    private readonly List<GuestDelta> _changes = [];
    private int _cursor;
    private int _matched;

    /// <inheritdoc />
    public void Guest(in GuestSample guest)
    {
        if (Previous(guest.Vmid) is not { } kept)
        {
            Keep(new(guest, now, []), GuestChange.FirstSight);
            return;
        }

        _matched++;
        var change = GuestComparison.Compare(kept, guest, rules, now);
        if (change == GuestChange.None) _guests.Add(kept);
        else Keep(new(guest, now, kept.Conditions), change);
    }

    /// <inheritdoc />
    public void Node(in NodeSample node) => _nodes.Add(new(node, now, previous.FindNode(node.Node)?.Conditions ?? []));

    /// <inheritdoc />
    public void Storage(in StorageSample storage) => _storages.Add(storage);

    /// <summary>Ends the answer. Guests that it lacked stay, marked as missed once more.</summary>
    public SnapshotDiff Build()
    {
        var missing = Missing();
        foreach (var entry in missing) _guests.Add(entry);
        var next = new ClusterSnapshot(now, _guests.DrainToImmutable(), _nodes.DrainToImmutable(), _storages.DrainToImmutable());
        return new(next, _changes, missing);
    }

    private void Keep(GuestEntry entry, GuestChange change)
    {
        _guests.Add(entry);
        _changes.Add(new(entry, change));
    }

    // Answers keep their order from poll to poll, so the next guest is nearly always the next entry.
    private GuestEntry? Previous(int vmid)
    {
        var entries = previous.Guests;
        if (_cursor < entries.Length && entries[_cursor].Sample.Vmid == vmid) return entries[_cursor++];
        var found = entries.IsEmpty ? null : previous.FindGuest(vmid);
        if (found is not null && _cursor < entries.Length) _cursor++;
        return found;
    }

    private List<GuestEntry> Missing()
    {
        if (_matched == previous.Guests.Length) return [];
        var seen = new HashSet<int>(_guests.Count);
        foreach (var entry in _guests) seen.Add(entry.Sample.Vmid);
        return [.. previous.Guests.Where(entry => !seen.Contains(entry.Sample.Vmid)).Select(entry => entry with { MissedPolls = entry.MissedPolls + 1 })];
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
