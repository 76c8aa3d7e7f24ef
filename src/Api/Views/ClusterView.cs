using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Api.Views;

/// <summary>
/// This process' copy of a cluster's snapshot, updated by the deltas of its grain. The process measures its age itself, so that a dead or
/// hanging grain is noticed.
/// </summary>
/// <param name="name">The cluster.</param>
/// <param name="limit">The age from which the snapshot is stale.</param>
/// <param name="reason">Returns the reason why the cluster is not polled; null if this process does not know it.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterView(ClusterName name, TimeSpan limit, Func<string?> reason, TimeProvider time)
{
    // How often subscribers get a new age of a stale snapshot.
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<int, GuestEntry> _guests = [];
    private readonly HashSet<ClusterSubscriber> _subscribers = [];
    private readonly PollAgeTracker _age = new(time);
    private ClusterHeader _reported = ClusterHeader.Waiting;
    private (ClusterHeader Shown, long At) _shown = (ClusterHeader.Waiting, time.GetTimestamp());
    private (ClusterHeader Reported, bool Old, bool Missing, long Second, ClusterHeader Header)? _cached;
    private int[]? _order;
    private ILookup<EntityId, ActiveCondition> _activeByEntity = Array.Empty<ActiveCondition>().ToLookup(active => active.Entity);

    public ClusterName Name { get; } = name;

    /// <summary>Cancelled when the cluster is no longer watched.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>The cluster's header as of now.</summary>
    public ClusterHeader Header
    {
        get
        {
            lock (_lock) return CurrentHeader();
        }
    }

    public ImmutableArray<NodeEntry> Nodes { get; private set; } = [];

    public ImmutableArray<StorageSample> Storages { get; private set; } = [];

    public long Version { get; private set; }

    /// <summary>The numbers of guests, of running guests and of active conditions on guests by severity.</summary>
    public GuestTally Tally { get; private set; } = new(0, 0, default);

    public void Apply(ClusterDelta delta)
    {
        lock (_lock)
        {
            if (Ended.IsCancellationRequested) return;
            if (delta.Nodes.IsEmpty) delta = WithLastSnapshot(delta);
            if (delta.Full) StartOver(delta);
            var changed = delta.Guests.Select(entry => entry.Sample.Vmid).Concat(delta.Gone).ToHashSet();
            foreach (var entry in delta.Guests) Put(entry);
            foreach (var vmid in delta.Gone) Drop(vmid);
            changed.UnionWith(UpdateConditions(delta.Header));
            var (before, nodes) = (_shown.Shown, Nodes);
            (_reported, Nodes, Storages) = (delta.Header, delta.Nodes, delta.Storages.IsDefault ? Storages : delta.Storages);
            _age.Update(delta.Header.Age);
            Show();
            changed.UnionWith(FindFreshnessChanges(before, nodes));
            Notify(changed);
        }
    }

    /// <summary>
    /// Notifies subscribers if the snapshot has become stale by its age alone, and of its age from then on. Returns whether anything was
    /// notified.
    /// </summary>
    public bool Refresh()
    {
        lock (_lock)
        {
            var before = _shown.Shown;
            var isDue = before.State == PollState.Stale && time.GetElapsedTime(_shown.At) >= RefreshPeriod;
            if (CurrentHeader().State == before.State && !isDue) return false;
            Show();
            Notify(before.State == _shown.Shown.State ? [] : _guests.Keys);
            return true;
        }
    }

    /// <summary>The cluster is no longer watched: nothing is shown of it any more, and its subscribers are told so.</summary>
    public void End()
    {
        // First, so that whoever is told of the change sees it. It holds no resources and its token may be in use: not disposed.
        _ = _end.CancelAsync();
        lock (_lock)
        {
            var gone = _guests.Keys.ToList();
            foreach (var vmid in gone) Drop(vmid);
            (_reported, Nodes, Storages) = (ClusterHeader.Waiting, [], []);
            _activeByEntity = Array.Empty<ActiveCondition>().ToLookup(active => active.Entity);
            Show();
            Notify(gone);
        }
    }

    public GuestEntry? Guest(int vmid)
    {
        lock (_lock) return _guests.GetValueOrDefault(vmid);
    }

    public NodeEntry? Node(string node) => Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal));

    /// <summary>Active conditions on an entity that are evaluated for the whole cluster.</summary>
    public IEnumerable<ActiveCondition> ActiveOn(EntityId entity) => _activeByEntity[entity];

    /// <summary>All guests by VMID.</summary>
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
            subscriber.Add(_guests.Keys);
        }

        return subscriber;
    }

    public void Unsubscribe(ClusterSubscriber subscriber)
    {
        lock (_lock) _subscribers.Remove(subscriber);
    }

    // Cached for a second or until it turns stale: it is read for every guest shown.
    private ClusterHeader CurrentHeader()
    {
        var age = _age.Age;
        var (old, missing, second) = (age.IsOld(limit), age.IsMissing(limit), (long)(age.Applied ?? age.Watched).TotalSeconds);
        if (_cached is { } known && ReferenceEquals(known.Reported, _reported)
            && (known.Old, known.Missing, known.Second) == (old, missing, second)) return known.Header;
        var header = _reported.AsOf(age, limit, old || missing ? reason() : null);
        _cached = (_reported, old, missing, second, header);
        return header;
    }

    private void Show() => _shown = (CurrentHeader(), time.GetTimestamp());

    private void Notify(IReadOnlyCollection<int> changed)
    {
        Version++;
        foreach (var subscriber in _subscribers) subscriber.Add(changed);
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

    // A grain just activated on another silo knows no nodes before its first poll. The last snapshot is kept, and the header says how
    // reliable it is.
    private ClusterDelta WithLastSnapshot(ClusterDelta delta) => delta with
    {
        Full = false,
        Header = delta.Header with { LastPollAt = delta.Header.LastPollAt ?? _reported.LastPollAt },
        Nodes = Nodes,
        Storages = default,
    };

    private void StartOver(ClusterDelta delta)
    {
        var present = delta.Guests.Select(entry => entry.Sample.Vmid).ToHashSet();
        var gone = _guests.Keys.Where(vmid => !present.Contains(vmid)).ToList();
        foreach (var vmid in gone) Drop(vmid);
        foreach (var subscriber in _subscribers) subscriber.Add(gone);
    }

    // Guests on which a condition evaluated for the whole cluster was raised or cleared.
    private IEnumerable<int> UpdateConditions(ClusterHeader header)
    {
        if (header.Conditions == _reported.Conditions) return [];
        var (before, after) = (_reported.Conditions, header.Conditions);
        _activeByEntity = after.ToLookup(active => active.Entity);
        return before.Except(after).Concat(after.Except(before)).Select(active => active.Entity.Vmid).OfType<int>()
            .Where(_guests.ContainsKey);
    }

    // Guests whose freshness changed with that of the cluster or of their node.
    private IEnumerable<int> FindFreshnessChanges(ClusterHeader before, ImmutableArray<NodeEntry> nodes)
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
