using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Live;

/// <summary>This process' copy of a cluster's snapshot, kept by the deltas of its grain.</summary>
internal sealed class ClusterView(ClusterName name)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, GuestEntry> _guests = [];
    private readonly HashSet<ClusterSubscriber> _subscribers = [];
    private int[]? _order;
    private ILookup<EntityId, ActiveCondition> _standing = Array.Empty<ActiveCondition>().ToLookup(active => active.Entity);

    public ClusterName Name { get; } = name;

    public ClusterHeader Header { get; private set; } = ClusterHeader.Waiting;

    public ImmutableArray<NodeEntry> Nodes { get; private set; } = [];

    public ImmutableArray<StorageSample> Storages { get; private set; } = [];

    public long Version { get; private set; }

    /// <summary>How many guests there are, run, and conditions that stand on them.</summary>
    public GuestTally Tally { get; private set; } = new(0, 0, 0);

    public void Apply(ClusterDelta delta)
    {
        lock (_lock)
        {
            if (delta.Nodes.IsEmpty) delta = KeepingWhatWasSeen(delta);
            if (delta.Full) StartOver(delta);
            var touched = delta.Guests.Select(entry => entry.Sample.Vmid).Concat(delta.Gone).ToHashSet();
            foreach (var entry in delta.Guests) Put(entry);
            foreach (var vmid in delta.Gone) Drop(vmid);
            touched.UnionWith(OtherwiseFresh(delta));
            touched.UnionWith(OtherwiseJudged(delta.Header));
            (Header, Nodes, Storages) = (delta.Header, delta.Nodes, delta.Storages.IsDefault ? Storages : delta.Storages);
            Version++;
            foreach (var subscriber in _subscribers) subscriber.Touch(touched);
        }
    }

    public GuestEntry? Guest(int vmid)
    {
        lock (_lock) return _guests.GetValueOrDefault(vmid);
    }

    public NodeEntry? Node(string node) => Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal));

    /// <summary>What is judged for the whole cluster and stands on this part of it.</summary>
    public IEnumerable<ActiveCondition> StandingOn(EntityId entity) => _standing[entity];

    /// <summary>All guests by VMID, as they are now.</summary>
    public IReadOnlyList<GuestEntry> Guests()
    {
        lock (_lock)
        {
            _order ??= [.. _guests.Keys.Order()];
            return Array.ConvertAll(_order, vmid => _guests[vmid]);
        }
    }

    public ClusterSubscriber Subscribe()
    {
        var subscriber = new ClusterSubscriber();
        lock (_lock)
        {
            _subscribers.Add(subscriber);
            subscriber.Touch(_guests.Keys);
        }

        return subscriber;
    }

    public void Unsubscribe(ClusterSubscriber subscriber)
    {
        lock (_lock) _subscribers.Remove(subscriber);
    }

    private void Put(GuestEntry entry)
    {
        if (_guests.TryGetValue(entry.Sample.Vmid, out var before)) Tally -= GuestTally.Of(before);
        else _order = null;
        _guests[entry.Sample.Vmid] = entry;
        Tally += GuestTally.Of(entry);
    }

    private void Drop(int vmid)
    {
        if (!_guests.Remove(vmid, out var before)) return;
        Tally -= GuestTally.Of(before);
        _order = null;
    }

    // A cluster's grain that has come to another silo knows no node before its first poll there. The cluster is none the less: what was seen last stays, and
    // the header says how far it may be believed.
    private ClusterDelta KeepingWhatWasSeen(ClusterDelta delta) => delta with
    {
        Full = false,
        Header = delta.Header with { LastPollAt = delta.Header.LastPollAt ?? Header.LastPollAt },
        Nodes = Nodes,
        Storages = default,
    };

    private void StartOver(ClusterDelta delta)
    {
        var present = delta.Guests.Select(entry => entry.Sample.Vmid).ToHashSet();
        var gone = _guests.Keys.Where(vmid => !present.Contains(vmid)).ToList();
        foreach (var vmid in gone) Drop(vmid);
        foreach (var subscriber in _subscribers) subscriber.Touch(gone);
    }

    // Guests on which something began or ceased to stand that is judged for the whole cluster.
    private IEnumerable<int> OtherwiseJudged(ClusterHeader header)
    {
        if (header.Conditions == Header.Conditions) return [];
        var (before, after) = (Header.Conditions, header.Conditions);
        _standing = after.ToLookup(active => active.Entity);
        return before.Except(after).Concat(after.Except(before)).Select(active => active.Entity.Vmid).OfType<int>().Where(_guests.ContainsKey);
    }

    // Guests whose freshness is another one, because the cluster's or their node's is.
    private IEnumerable<int> OtherwiseFresh(ClusterDelta delta)
    {
        if (delta.Header.State != Header.State) return _guests.Keys;
        var before = Nodes.DistinctBy(node => node.Sample.Node, StringComparer.Ordinal).ToDictionary(node => node.Sample.Node, Header.FreshnessOn, StringComparer.Ordinal);
        var moved = delta.Nodes
            .Where(node => before.GetValueOrDefault(node.Sample.Node) != delta.Header.FreshnessOn(node))
            .Select(node => node.Sample.Node).ToHashSet(StringComparer.Ordinal);
        return moved.Count == 0 ? [] : _guests.Values.Where(entry => moved.Contains(entry.Sample.Node)).Select(entry => entry.Sample.Vmid);
    }
}
