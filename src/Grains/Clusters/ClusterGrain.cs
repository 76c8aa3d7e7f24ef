using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Nodes;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Clusters;

[ClusterPlacement]
internal sealed partial class ClusterGrain(
    [LazyPersistentState("cluster")] LazyPersistentState<ClusterState> stored,
    ClusterServices services,
    ClusterHome home,
    SiloShutdownSignal shutdown,
    ILogger<ClusterGrain> log) : Grain, IClusterGrain
{
    private const int MaxForgotten = 512;

    private readonly InFlightCalls _calls = new();
    private ClusterContext _cluster = null!;
    private CriticalPoll _critical = null!;
    private ImportantPoll _important = null!;
    private RoutinePoll _routine = null!;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    private ClusterSnapshot Snapshot => _cluster.Snapshot;

    private ClusterHeader CurrentHeader => _cluster.Reach.Header;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _cluster = new(Name, home.Silo, stored, services, GrainFactory, log);
        _critical = new(_cluster, services, GrainFactory, log);
        _important = new(_cluster, services);
        _routine = new(_cluster, services);
        try
        {
            await _cluster.Record.Read();
            _cluster.Reach.RecordConditions(_cluster.Record.Ledger);
        }
        catch (Exception away) when (away is not OutOfMemoryException)
        {
            LogUnread(log, Name, away.Message);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _cluster?.History.Flush(cancellationToken) ?? Task.CompletedTask;

    private bool IsWatched => services.Settings.Clusters.Contains(Name);

    public Task Poll() => _calls.Run(() => IsWatched ? _critical.Run() : Task.CompletedTask);

    public Task Judge(ClusterMembership? membership, ProbeFailure? failure) => _calls.Run(async () =>
    {
        if (!IsWatched) return;
        await _cluster.Record.Read();

        // The grain moves after this call: until then it must still publish from here.
        if (!home.IsHere(this.GetPrimaryKeyString())) Move();
        await _important.Run(membership, failure);
    });

    public Task Inspect(ClusterInspection inspection) => _calls.Run(async () =>
    {
        if (!IsWatched) return;
        await _cluster.Record.Read();
        await _routine.Run(inspection);
    });

    public async Task<bool> StopWatching(ClusterRegistry registry)
    {
        services.Settings.Clusters.Apply(registry);
        if (IsWatched) return false;
        await _calls.Run(() => Forget(isRemoved: !services.Settings.Clusters.IsKnown(Name)));
        return true;
    }

    public Task<bool> IsBusy() => Task.FromResult(_calls.Any);

    // The calls below read the latest snapshot. None of them waits for a poll.
    public Task<ImmutableArray<string>> OnlineNodes() => Task.FromResult<ImmutableArray<string>>(
        [.. Snapshot.Nodes.Where(entry => entry.Sample.Status == NodeStatus.Online).Select(entry => entry.Sample.Node)]);

    public Task<Explanation?> Explain(EntityId entity)
    {
        var context = new ExplainContext
        {
            Now = services.Time.GetUtcNow(),
            Tiers = services.Settings.Tiers,
            Freshness = CurrentHeader.FreshnessOn(NodeStatus.Online),
            WhyStale = CurrentHeader.WhyStale,
            Access = _cluster.Access.Report,
            Unread = _cluster.Book.Unread,
            Unreadable = _cluster.Unreadable,
        };
        return new EntityExplainer(Name, GrainFactory).Explain(
            entity, Snapshot, context, [.. _cluster.Book.Read(_cluster.Record.Ledger)], _cluster.Protection.Unprotected);
    }

    public Task<AccessReport?> Access() => Task.FromResult(_cluster.Access.Report);

    public Task<GuestEntry?> FindGuest(int vmid) => Task.FromResult(Snapshot.FindGuest(vmid));

    public Task<NodeEntry?> FindNode(string node) =>
        Task.FromResult(Snapshot.Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal)));

    public Task<ClusterTraits> Traits(ImmutableArray<int> vmids) => Task.FromResult(TraitsReader.Read(Snapshot, vmids));

    public Task<ClusterExcerpt> Excerpt(ImmutableArray<int> vmids) => Task.FromResult(new ClusterExcerpt(
        [.. vmids.Select(Snapshot.FindGuest).OfType<GuestEntry>()], Snapshot.Nodes, CurrentHeader, _cluster.Access.Report));

    public Task<ClusterHeader> Header() => Task.FromResult(CurrentHeader);

    public Task<ImmutableArray<byte[]>> RecentHistory(EntityId entity) => Task.FromResult(_cluster.History.Recent(entity));

    public IAsyncEnumerable<ClusterDelta> Follow(CancellationToken cancellation = default) => _cluster.Publisher.Follow(
        () => CurrentHeader, () => Snapshot, () => _cluster.Reach.Polls.Age, shutdown.Next, cancellation);

    // Followers are cut off, since a grain does not move while a call waits on it.
    private void Move()
    {
        _cluster.Publisher.CutOff();
        MigrateOnIdle();
    }

    [LoggerMessage(LogLevel.Warning,
        "The stored state of cluster {Cluster} cannot be read; polling continues, and rules are evaluated once the database is "
            + "back: {Reason}")]
    private static partial void LogUnread(ILogger log, ClusterName cluster, string reason);

    private async Task Forget(bool isRemoved)
    {
        foreach (var window in Snapshot.Guests.Chunk(MaxForgotten))
            await Task.WhenAll(window.Select(entry => GrainFactory.Guest(new(Name, entry.Sample.Vmid)).Forget()));
        await Task.WhenAll(Snapshot.Nodes.Select(entry => GrainFactory.Node(new(Name, entry.Sample.Node)).Forget()));
        await (isRemoved ? _cluster.History.Drop() : _cluster.History.Flush(CancellationToken.None));
        await stored.Reread();
        await stored.Clear();
        _cluster.Publisher.CutOff();
        DeactivateOnIdle();
    }
}
