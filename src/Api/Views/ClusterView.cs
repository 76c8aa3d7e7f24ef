using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Api.Views;

/// <summary>
/// This process' copy of a cluster's snapshot, kept by the deltas of its grain. How old it is this process measures itself, so that a grain
/// that is dead or hangs shows.
/// </summary>
/// <param name="name">The cluster.</param>
/// <param name="limit">From which age on what was seen is stale.</param>
/// <param name="because">Why it is not polled, in words; null where that is not known here.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterView(ClusterName name, TimeSpan limit, Func<string?> because, TimeProvider time)
{
    // How often watchers are told anew how old it is.
    private static readonly TimeSpan Retold = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, GuestEntry> _guests = [];
    private readonly HashSet<ClusterSubscriber> _subscribers = [];
    private readonly AgeWatch _age = new(time);
    private ClusterHeader _told = ClusterHeader.Waiting;
    private (ClusterHeader Shown, long At) _shown = (ClusterHeader.Waiting, time.GetTimestamp());
    private (ClusterHeader Told, bool Old, bool Missing, long Second, ClusterHeader Header)? _judged;
    private int[]? _order;
    private ILookup<EntityId, ActiveCondition> _standing = Array.Empty<ActiveCondition>().ToLookup(active => active.Entity);

    public ClusterName Name { get; } = name;

    /// <summary>How the cluster is, as of now.</summary>
    public ClusterHeader Header
    {
        get
        {
            lock (_lock) return Judge();
        }
    }

    public ImmutableArray<NodeEntry> Nodes { get; private set; } = [];

    public ImmutableArray<StorageSample> Storages { get; private set; } = [];

    public long Version { get; private set; }

    /// <summary>How many guests there are, run, and conditions that stand on them.</summary>
    public GuestTally Tally { get; private set; } = new(0, 0, default);

    public void Apply(ClusterDelta delta)
    {
        lock (_lock)
        {
            if (delta.Nodes.IsEmpty) delta = KeepingWhatWasSeen(delta);
            if (delta.Full) StartOver(delta);
            var touched = delta.Guests.Select(entry => entry.Sample.Vmid).Concat(delta.Gone).ToHashSet();
            foreach (var entry in delta.Guests) Put(entry);
            foreach (var vmid in delta.Gone) Drop(vmid);
            touched.UnionWith(OtherwiseJudged(delta.Header));
            var (before, nodes) = (_shown.Shown, Nodes);
            (_told, Nodes, Storages) = (delta.Header, delta.Nodes, delta.Storages.IsDefault ? Storages : delta.Storages);
            _age.Update(delta.Header.Age);
            Show();
            touched.UnionWith(OtherwiseFresh(before, nodes));
            Notify(touched);
        }
    }

    /// <summary>
    /// Tells watchers where it has grown stale by its age alone, and how old it is from then on. Answers whether anything was told.
    /// </summary>
    public bool Refresh()
    {
        lock (_lock)
        {
            var before = _shown.Shown;
            if (Judge().State == before.State && (before.State != ClusterReach.Stale || time.GetElapsedTime(_shown.At) < Retold))
                return false;
            Show();
            Notify(before.State == _shown.Shown.State ? [] : _guests.Keys);
            return true;
        }
    }

    public GuestEntry? Guest(int vmid)
    {
        lock (_lock) return _guests.GetValueOrDefault(vmid);
    }

    public NodeEntry? Node(string node) => Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal));

    /// <summary>What is judged for the whole cluster and stands on this part of it.</summary>
    public IEnumerable<ActiveCondition> ActiveOn(EntityId entity) => _standing[entity];

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

    // Made once a second, or when it turns stale: it is read for every guest that is shown.
    private ClusterHeader Judge()
    {
        var age = _age.Age;
        var (old, missing, second) = (age.IsOld(limit), age.IsMissing(limit), (long)(age.Applied ?? age.Watched).TotalSeconds);
        if (_judged is { } known && ReferenceEquals(known.Told, _told)
            && (known.Old, known.Missing, known.Second) == (old, missing, second)) return known.Header;
        var header = _told.AsOf(age, limit, old || missing ? because() : null);
        _judged = (_told, old, missing, second, header);
        return header;
    }

    private void Show() => _shown = (Judge(), time.GetTimestamp());

    private void Notify(IReadOnlyCollection<int> touched)
    {
        Version++;
        foreach (var subscriber in _subscribers) subscriber.Touch(touched);
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

    // A cluster's grain that has come to another silo knows no node before its first poll there. The cluster is none the less: what was
    // seen last stays, and the header says how far it may be believed.
    private ClusterDelta KeepingWhatWasSeen(ClusterDelta delta) => delta with
    {
        Full = false,
        Header = delta.Header with { LastPollAt = delta.Header.LastPollAt ?? _told.LastPollAt },
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
        if (header.Conditions == _told.Conditions) return [];
        var (before, after) = (_told.Conditions, header.Conditions);
        _standing = after.ToLookup(active => active.Entity);
        return before.Except(after).Concat(after.Except(before)).Select(active => active.Entity.Vmid).OfType<int>()
            .Where(_guests.ContainsKey);
    }

    // Guests whose freshness is another one, because the cluster's or their node's is.
    private IEnumerable<int> OtherwiseFresh(ClusterHeader before, ImmutableArray<NodeEntry> nodes)
    {
        var now = _shown.Shown;
        if (before.State != now.State) return _guests.Keys;
        var known = nodes.DistinctBy(node => node.Sample.Node, StringComparer.Ordinal)
            .ToDictionary(node => node.Sample.Node, before.FreshnessOn, StringComparer.Ordinal);
        var moved = Nodes.Where(node => known.GetValueOrDefault(node.Sample.Node) != now.FreshnessOn(node)).Select(node => node.Sample.Node)
            .ToHashSet(StringComparer.Ordinal);
        return moved.Count == 0 ? [] : _guests.Values.Where(entry => moved.Contains(entry.Sample.Node)).Select(entry => entry.Sample.Vmid);
    }
}
