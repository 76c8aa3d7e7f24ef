using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Clusters;

[ClusterPlacement]
internal sealed partial class ClusterGrain(
    [LateState("cluster")] LateState<ClusterState> stored,
    IProbe probe,
    MonitorSettings settings,
    FindingDelivery delivery,
    StandingIncidents incidents,
    ClusterMetrics metrics,
    ClusterHome home,
    Departures departures,
    TimeProvider time,
    ILogger<ClusterGrain> log) : Grain, IClusterGrain
{
    private readonly ClusterFollowers _followers = new();
    private readonly ClusterRecord _record = new(stored, delivery);
    private readonly Turns _turns = new();
    private readonly RuleBook _book = new();
    private HashSet<int> _unprotected = [];
    private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;
    private ReachWatch _reach = null!;
    private SharedStorageWatch _storages = null!;
    private GuestFanOut _guests = null!;
    private NodeFanOut _nodes = null!;
    private AccessWatch _access = null!;
    private TaskWatch _tasks = null!;
    private IdentityClaim _identity = null!;
    private PartitionWatch _partition = null!;
    private PartWatch _parts = null!;
    private BoardSweep _sweep = null!;
    private long _version;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _guests = new(Name, GrainFactory, metrics, log);
        _nodes = new(Name, GrainFactory, metrics, log);
        _access = new(Name, probe, metrics, log);
        _tasks = new(Name, probe);
        _identity = new(Name, probe, GrainFactory, settings, log);
        _partition = new(Name, probe);
        _sweep = new(Name, GrainFactory, time, log);
        _reach = new(Name, home.Silo, probe, settings, time, log);
        _storages = new(Name, settings);
        _parts = new(Name);
        try
        {
            await _record.Read();
            _reach.NoteConditions(_record.Ledger);
        }
        catch (Exception away) when (away is not OutOfMemoryException)
        {
            LogUnread(log, Name, away.Message);
        }
    }

    public Task Poll() => _turns.Take(TakePoll);

    public Task Judge(ClusterMembership? membership, ProbeFailure? failure) => _turns.Take(() => TakeJudgement(membership, failure));

    public Task Inspect(ClusterInspection inspection) => _turns.Take(() => TakeInspection(inspection));

    public Task<bool> IsBusy() => Task.FromResult(_turns.Any);

    private async Task TakePoll()
    {
        var before = _snapshot;
        var (diff, result) = await ReadRows(before);
        var failure = result.Failure ?? (diff!.Next.Nodes.IsEmpty ? NoNodes : null);
        _reach.NotePoll(failure, result.Duration);
        ClusterMembership? members = null;
        if (failure is null) (diff, members) = await _partition.Confirm(diff!, result.Endpoint, async () => await ReadRows(before) is ({ } again, var from) ? (again, from.Endpoint) : null);
        await ReadRecord(diff);
        var heard = await GrainFactory.OwnNetwork().Report(Name, ReachWatch.Answered(failure), time.GetUtcNow());
        var reach = _reach.Judge(failure, heard.Verdict, _record.State.Standalone);

        if (failure is not null)
        {
            _access.NoteLoss();
            var doubted = Take(reach, time.GetUtcNow());
            Publish(before, doubted);
            await _record.Commit(doubted, _snapshot);
            await _sweep.Run(heard.Incident);
            return;
        }

        if (before.Nodes.IsEmpty) _guests.Remember(await incidents.Guests(Name));
        if (members is not null) NoteMembership(members);
        var sight = await ReadAccess(before, diff!);
        _snapshot = await _nodes.TellStatus(diff!.Next, _partition.Doubt);
        var told = await _guests.Tell(diff, _record.State.SeenAt, _access);
        _snapshot = _snapshot.WithGuests(told.Replaced, told.Gone);
        var ledger = told.Gone.Aggregate(Take(reach, _snapshot.At), (known, vmid) => known.EndOf(EntityId.Of(new GuestId(Name, vmid)), $"it is gone: {ClusterParts.Destroyed}", _snapshot.At));
        if (members is not null) ledger = Take(ClusterChecks.Quorum(Name, members), _snapshot.At, ledger);
        if (sight is not null) ledger = Take(sight, _snapshot.At, ledger);
        Publish(before, ledger, [.. told.Gone]);
        await _record.Commit(ledger, _snapshot);
        await _sweep.Run(heard.Incident);
        await TellAccess();
    }

    private async Task TakeJudgement(ClusterMembership? membership, ProbeFailure? failure)
    {
        await _record.Read();

        // After this call: what is told below must still come from here.
        if (!home.IsHere(this.GetPrimaryKeyString())) Move();
        if (failure?.Kind == ProbeFailureKind.Forbidden) _access.NoteRefusal();
        if (membership is not null) NoteMembership(membership);
        _partition.Note(membership);
        var before = _snapshot;
        var ledger = Take(ClusterChecks.Quorum(Name, membership), time.GetUtcNow());

        // Figures are judged only by what is fresh; who answers about the quorum speaks of now.
        if (_reach.Header.State is ClusterReach.Ok or ClusterReach.Blind)
        {
            _snapshot = await _nodes.Judge(await _nodes.AskAgain(before, _partition.Doubt));
            (ledger, var said) = _storages.Judge(ledger, _snapshot);
            _book.Note(said, _snapshot.At);
            var told = await _guests.TellTasks(await _tasks.Read(_snapshot), _snapshot, _record.State.SeenAt, _access.Report);
            _snapshot = _snapshot.WithGuests(told.Replaced, told.Gone);
        }

        Publish(before, ledger);
        await _record.Commit(ledger, _snapshot);
        if (membership is not null) await _identity.MakeAtFirst(_reach.Header.ProxmoxName, _snapshot);
    }

    private async Task TakeInspection(ClusterInspection inspection)
    {
        await _record.Read();
        var before = _snapshot;
        var fresh = _reach.Header.State is ClusterReach.Ok or ClusterReach.Blind;
        if (fresh && _parts.Lacks(_record.Ledger, before, inspection, _access.Report)) await ReadAccess(before);
        _snapshot = await _nodes.Inspect(before, PartWatch.WithRows(inspection.Nodes, before, _access.Report));
        await _identity.Make(_reach.Header.ProxmoxName, _snapshot, inspection.Nodes.Values.SelectMany(node => node.Certificates ?? []));
        var assessments = ProtectionChecks.Replication(Name, inspection.Replication.Where(job => NodeOf(job.Vmid) is not null)).Concat(BackupChecks.Judge(Name, Backups(inspection)));
        if (inspection.NotBackedUp is { } vmids)
        {
            _unprotected = [.. WithoutTemplates(vmids)];
            assessments = assessments.Append(ProtectionChecks.NotBackedUp(Name, _unprotected));
        }

        var docket = new Docket(_record.Ledger, inspection.At);
        docket.Take(assessments.Select(settings.Rules.Admit));
        if (fresh) _parts.Judge(docket, _snapshot, inspection, _access.Report);
        _book.Replace([ConditionType.ReplicationFailed, ConditionType.BackupFailed], docket.Said, inspection.At);
        _book.Note(docket.Said, inspection.At);
        _book.Unread = inspection.NotBackedUpFailure is { } unread ? inspection.Unread.SetItem(ConditionType.BackupMissing, unread) : inspection.Unread;
        Publish(before, docket.Ledger);
        await _record.Commit(docket.Ledger, _snapshot, seenAt: _snapshot.At);
    }

    private BackupHistory Backups(ClusterInspection inspection) =>
        new() { Tasks = inspection.Backups, Logs = inspection.BackupLogs, Unread = inspection.UnreadLogs, NodeOf = NodeOf };

    // A guest that the token may not see may well be there.
    private string? NodeOf(int vmid) => _snapshot.FindGuest(vmid)?.Sample.Node ?? (_access.Report?.MayRead($"/vms/{vmid}", "VM.Audit") == false ? "" : null);

    public Task<ImmutableArray<string>> OnlineNodes() => Task.FromResult<ImmutableArray<string>>(
        [.. _snapshot.Nodes.Where(entry => entry.Sample.Status == NodeStatus.Online).Select(entry => entry.Sample.Node)]);

    public Task<Explanation?> Explain(EntityId entity) => new EntityExplainer(Name, GrainFactory).Explain(
        entity, _snapshot, new()
        {
            Now = time.GetUtcNow(),
            Tiers = settings.Tiers,
            Freshness = _reach.Header.State switch { ClusterReach.Waiting => Freshness.Unknown, ClusterReach.Ok or ClusterReach.Blind => Freshness.Fresh, _ => Freshness.Stale },
            WhyStale = _reach.Header.State is ClusterReach.Failing or ClusterReach.Unreachable ? $"the cluster does not answer: {_reach.Header.Reason}" : null,
            Access = _access.Report,
            Unread = _book.Unread,
        },
        [.. _book.Read(_record.Ledger)], _unprotected);

    public Task<AccessReport?> Access() => Task.FromResult(_access.Report);

    public Task<GuestEntry?> FindGuest(int vmid) => Task.FromResult(_snapshot.FindGuest(vmid));

    public Task<NodeEntry?> FindNode(string node) =>
        Task.FromResult(_snapshot.Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal)));

    public Task<ClusterTraits> Traits(ImmutableArray<int> vmids) => Task.FromResult(TraitsReader.Read(_snapshot, vmids));

    public Task<ClusterExcerpt> Excerpt(ImmutableArray<int> vmids) => Task.FromResult(new ClusterExcerpt(
        [.. vmids.Select(_snapshot.FindGuest).OfType<GuestEntry>()], _snapshot.Nodes, _reach.Header, _access.Report));

    public Task<ClusterHeader> Header() => Task.FromResult(_reach.Header);

    public IAsyncEnumerable<ClusterDelta> Follow(CancellationToken cancellation = default) =>
        _followers.Follow(
            () => new(_version, Full: true, _reach.Header, _snapshot.Guests, [], _snapshot.Nodes, _snapshot.Storages), departures.Next, cancellation);

    // What vanished may have gone with a privilege, so the tokens are read before anybody is told that a guest is missing.
    private async Task<Assessment?> ReadAccess(ClusterSnapshot before, SnapshotDiff diff)
    {
        var at = diff.Next.At;
        if (_access.IsDue(at, Suspects.Moved(before, diff, _access.Report)))
        {
            var report = await _access.Read([.. diff.Next.Nodes.Select(node => node.Sample.Node)], Suspects.Of(before, diff, _record.State.BlindSpots), at);
            _record.NoteSight(_access.Before, report);
        }

        if (_access.Report is not { } known) return null;
        _reach.NoteSight(Sight.HeaderWords(_record.State.SightLost, known));
        return Sight.Judge(Name, _record.State.SightLost, known);
    }

    private async Task<(SnapshotDiff? Diff, ProbeResult<int> Result)> ReadRows(ClusterSnapshot before)
    {
        var builder = new SnapshotBuilder(before, settings.Rules, time.GetUtcNow(), _access.Report) { Paces = _record.State.Paces };
        var result = await probe.ReadResourcesAsync(Name, builder, CancellationToken.None);
        return (result.Succeeded ? builder.Build() : null, result);
    }

    private ConditionLedger Take(Assessment assessment, DateTimeOffset at, ConditionLedger? ledger = null)
    {
        _book.Note([assessment], at);
        return (ledger ?? _record.Ledger).Take(assessment, at);
    }

    private async Task ReadAccess(ClusterSnapshot snapshot)
    {
        var report = await _access.Read([.. snapshot.Nodes.Select(node => node.Sample.Node)], [], time.GetUtcNow());
        _record.NoteSight(_access.Before, report);
    }

    private async Task TellAccess()
    {
        if (_access.Report is not { } report || AccessEvent.Of(Name, _record.State, report) is not { } change) return;
        await GrainFactory.Feed().Publish([change]);
        await _record.NoteBlindSpots(report);
    }

    // While the database is away nothing can be decided, but everything can be shown.
    private async Task ReadRecord(SnapshotDiff? seen)
    {
        try
        {
            await _record.Read();
        }
        catch
        {
            if (seen is not null) _followers.Publish(new(++_version, Full: true, _reach.Header, seen.Next.Guests, [], seen.Next.Nodes, seen.Next.Storages));
            throw;
        }
    }

    // Followers wait for what comes, and a grain does not leave while somebody waits on it.
    private void Move()
    {
        _followers.CutOff();
        MigrateOnIdle();
    }

    private void NoteMembership(ClusterMembership membership)
    {
        _reach.NoteMembership(membership);
        _nodes.Addresses = membership.Nodes
            .Where(member => member.Address is { Length: > 0 })
            .ToImmutableDictionary(member => member.Node, member => member.Address!, StringComparer.Ordinal);
    }

    private List<int> WithoutTemplates(ImmutableArray<int> vmids) =>
        [.. vmids.Where(vmid => _snapshot.FindGuest(vmid)?.Sample.Template != true)];

    private void Publish(ClusterSnapshot before, ConditionLedger ledger, ImmutableArray<int>? gone = null)
    {
        _reach.NoteConditions(ledger);
        var moved = SnapshotComparison.MovedGuests(before, _snapshot);
        _followers.Publish(new(++_version, Full: before.Nodes.IsEmpty, _reach.Header, moved, gone ?? [], _snapshot.Nodes, _snapshot.Storages));
    }

    private static ProbeFailure NoNodes { get; } = new(
        ProbeFailureKind.InvalidAnswer, "The answer lists no node at all.", "Check that the endpoint is a Proxmox VE API and not another service.");


    [LoggerMessage(LogLevel.Warning, "What stands of cluster {Cluster} cannot be read; it is watched, and judged when the database is back: {Reason}")]
    private static partial void LogUnread(ILogger log, ClusterName cluster, string reason);
}
