using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

// What others read of the cluster as it was seen last. None of it waits for a poll.
internal sealed partial class ClusterGrain
{
    public Task<ImmutableArray<string>> OnlineNodes() => Task.FromResult<ImmutableArray<string>>(
        [.. _snapshot.Nodes.Where(entry => entry.Sample.Status == NodeStatus.Online).Select(entry => entry.Sample.Node)]);

    public Task<Explanation?> Explain(EntityId entity) => new EntityExplainer(Name, GrainFactory).Explain(
        entity, _snapshot, new()
        {
            Now = time.GetUtcNow(),
            Tiers = settings.Tiers,
            Freshness = _reach.Header.FreshnessOn(NodeStatus.Online),
            WhyStale = _reach.Header.WhyStale,
            Access = _access.Report,
            Unread = _book.Unread,
            Unreadable = _unreadable,
        },
        [.. _book.Read(_record.Ledger)], _protection.Unprotected);

    public Task<AccessReport?> Access() => Task.FromResult(_access.Report);

    public Task<GuestEntry?> FindGuest(int vmid) => Task.FromResult(_snapshot.FindGuest(vmid));

    public Task<NodeEntry?> FindNode(string node) =>
        Task.FromResult(_snapshot.Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal)));

    public Task<ClusterTraits> Traits(ImmutableArray<int> vmids) => Task.FromResult(TraitsReader.Read(_snapshot, vmids));

    public Task<ClusterExcerpt> Excerpt(ImmutableArray<int> vmids) => Task.FromResult(new ClusterExcerpt(
        [.. vmids.Select(_snapshot.FindGuest).OfType<GuestEntry>()], _snapshot.Nodes, _reach.Header, _access.Report));

    public Task<ClusterHeader> Header() => Task.FromResult(_reach.Header);

    public IAsyncEnumerable<ClusterDelta> Follow(CancellationToken cancellation = default) =>
        _publisher.Follow(() => _reach.Header, () => _snapshot, () => _reach.Polls.Age, shutdown.Next, cancellation);
}
