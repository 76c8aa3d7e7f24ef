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
    TimeProvider time,
    ILogger<ClusterGrain> log) : Grain, IClusterGrain
{
    private readonly ClusterFollowers _followers = new();
    private readonly Dictionary<string, PendingViolation?> _pending = new(StringComparer.Ordinal);
    private readonly RuleBook _book = new();
    private HashSet<int> _unprotected = [];
    private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;
    private ClusterHeader _header = ClusterHeader.Waiting;
    private GuestFanOut _guests = null!;
    private NodeFanOut _nodes = null!;
    private AccessWatch _access = null!;
    private long _version;
    private int _blamed;
    private int _turns;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    private ClusterState State => stored.Value ?? new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _guests = new(Name, GrainFactory, metrics, log);
        _nodes = new(Name, GrainFactory, metrics, log);
        _access = new(Name, probe, metrics, log);
        _header = ClusterHeader.Waiting with { Silo = home.Silo };
        try
        {
            await stored.Read();
            _header = _header with { Conditions = State.Ledger.Active };
        }
        catch (Exception away) when (away is not OutOfMemoryException)
        {
            LogUnread(log, Name, away.Message);
        }
    }

    public Task Poll() => InTurn(TakePoll);

    public Task Judge(ClusterMembership? membership, ProbeFailure? failure) => InTurn(() => TakeJudgement(membership, failure));

    public Task Inspect(ClusterInspection inspection) => InTurn(() => TakeInspection(inspection));

    public Task<bool> IsBusy() => Task.FromResult(_turns > 0);

    private async Task InTurn(Func<Task> turn)
    {
        _turns++;
        try
        {
            await turn();
        }
        finally
        {
            _turns--;
        }
    }

    private async Task TakePoll()
    {
        var before = _snapshot;
        var builder = new SnapshotBuilder(before, settings.Rules, time.GetUtcNow(), _access.Report);
        var result = await probe.ReadResourcesAsync(Name, builder, CancellationToken.None);
        var diff = result.Succeeded ? builder.Build() : null;
        var failure = result.Failure ?? (diff!.Next.Nodes.IsEmpty ? NoNodes : null);
        NoteReach(failure, result.Duration);
        await ReadState(diff);
        var heard = await GrainFactory.OwnNetwork().Report(Name, Answered(failure), time.GetUtcNow());
        _blamed = failure is null || heard.Verdict == SilenceVerdict.Ours ? 0 : _blamed + 1;

        if (failure is not null)
        {
            _access.NoteLoss();
            var doubted = Take(Reach(failure, heard.Verdict), time.GetUtcNow());
            Publish(before, doubted);
            await Commit(doubted);
            await GrainFactory.IncidentBoard(Name).Sweep(heard.Incident);
            return;
        }

        if (before.Nodes.IsEmpty) _guests.Remember(await incidents.Guests(Name));
        if (_access.IsDue(diff!.Next.At, Vanished(before, diff))) await _access.Read([.. diff.Next.Nodes.Select(node => node.Sample.Node)], diff.Next.At);
        _snapshot = await _nodes.TellStatus(diff.Next);
        var told = await _guests.Tell(diff, State.SeenAt, _access.Report);
        _snapshot = _snapshot.WithGuests(told.Replaced, told.Gone);
        var ledger = Take(Reach(null, heard.Verdict), _snapshot.At);
        Publish(before, ledger, [.. told.Gone]);
        await Commit(ledger);
        await GrainFactory.IncidentBoard(Name).Sweep(heard.Incident);
        await TellAccess();
    }

    private async Task TakeJudgement(ClusterMembership? membership, ProbeFailure? failure)
    {
        await stored.Read();
        // After this call: what is told below must still come from here.
        if (!home.IsHere(this.GetPrimaryKeyString())) Move();
        if (failure?.Kind == ProbeFailureKind.Forbidden) _access.NoteRefusal();
        if (_header.State != ClusterReach.Ok) return;
        if (membership is not null) NoteMembership(membership);
        var before = _snapshot;
        _snapshot = await _nodes.Judge(await _nodes.AskOffline(before));
        var ledger = JudgeSharedStorages(Take(ClusterChecks.Quorum(Name, membership), time.GetUtcNow()));
        Publish(before, ledger);
        await Commit(ledger);
    }

    private async Task TakeInspection(ClusterInspection inspection)
    {
        await stored.Read();
        var before = _snapshot;
        _snapshot = await _nodes.Inspect(before, inspection.Nodes);
        var assessments = ProtectionChecks.Replication(Name, inspection.Replication).Concat(ProtectionChecks.Backups(Name, inspection.Backups));
        if (inspection.NotBackedUp is { } vmids)
        {
            _unprotected = [.. WithoutTemplates(vmids)];
            assessments = assessments.Append(ProtectionChecks.NotBackedUp(Name, _unprotected));
        }

        var docket = new Docket(State.Ledger, inspection.At);
        docket.Take(assessments.Select(settings.Rules.Admit));
        _book.Replace([ConditionType.ReplicationFailed, ConditionType.BackupFailed], docket.Said, inspection.At);
        _book.Note(docket.Said, inspection.At);
        _book.Unread = inspection.NotBackedUpFailure is { } unread ? _book.Unread.SetItem(ConditionType.BackupMissing, unread) : _book.Unread.Remove(ConditionType.BackupMissing);
        Publish(before, docket.Ledger);
        await Commit(docket.Ledger, seenAt: _snapshot.At);
    }

    // While the database is away nothing can be decided, but everything can be shown.
    private async Task ReadState(SnapshotDiff? seen)
    {
        try
        {
            await stored.Read();
        }
        catch
        {
            if (seen is not null) _followers.Publish(new(++_version, Full: true, _header, seen.Next.Guests, [], seen.Next.Nodes, seen.Next.Storages));
            throw;
        }
    }

    public Task<ImmutableArray<string>> OnlineNodes() => Task.FromResult<ImmutableArray<string>>(
        [.. _snapshot.Nodes.Where(entry => entry.Sample.Status == NodeStatus.Online).Select(entry => entry.Sample.Node)]);

    public Task<Explanation?> Explain(EntityId entity) => new EntityExplainer(Name, GrainFactory).Explain(
        entity, _snapshot, new()
        {
            Now = time.GetUtcNow(),
            Tiers = settings.Tiers,
            Freshness = _header.State switch { ClusterReach.Waiting => Freshness.Unknown, ClusterReach.Ok => Freshness.Fresh, _ => Freshness.Stale },
            WhyStale = _header.State is ClusterReach.Failing or ClusterReach.Unreachable ? $"the cluster does not answer: {_header.Reason}" : null,
            Access = _access.Report,
            Unread = _book.Unread,
        },
        [.. _book.Read(State.Ledger)], _unprotected);

    public Task<AccessReport?> Access() => Task.FromResult(_access.Report);

    public Task<GuestEntry?> FindGuest(int vmid) => Task.FromResult(_snapshot.FindGuest(vmid));

    public Task<NodeEntry?> FindNode(string node) =>
        Task.FromResult(_snapshot.Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, node, StringComparison.Ordinal)));

    public Task<ClusterTraits> Traits(ImmutableArray<int> vmids) => Task.FromResult(TraitsReader.Read(_snapshot, vmids));

    public Task<ClusterHeader> Header() => Task.FromResult(_header);

    public IAsyncEnumerable<ClusterDelta> Follow(CancellationToken cancellation = default) =>
        _followers.Follow(
            () => new(_version, Full: true, _header, _snapshot.Guests, [], _snapshot.Nodes, _snapshot.Storages), home.Closing, cancellation);

    // Something that was shown is no longer: perhaps a privilege went.
    private static bool Vanished(ClusterSnapshot before, SnapshotDiff diff) =>
        diff.Missing.Any(entry => entry.MissedPolls == 1)
        || diff.Next.Nodes.Any(node => node.Sample is { Status: NodeStatus.Online, Uptime: null } && before.FindNode(node.Sample.Node)?.Sample.Uptime is not null);

    private ConditionLedger Take(Assessment assessment, DateTimeOffset at)
    {
        _book.Note([assessment], at);
        return State.Ledger.Take(assessment, at);
    }

    private async Task TellAccess()
    {
        if (_access.Report is not { } report || AccessEvent.Of(Name, State, report) is not { } change) return;
        await GrainFactory.Feed().Publish([change]);
        await stored.Replace(State with { BlindSpots = AccessEvent.Told(State, report), BlindSpotsTold = State.BlindSpotsTold + 1 });
    }

    // Not blamed while the monitor's own network may be the cause.
    private Assessment Reach(ProbeFailure? failure, SilenceVerdict verdict) => ClusterChecks.Reach(
        Name, failure is not null && verdict != SilenceVerdict.Theirs && !Answered(failure) ? null : _blamed, failure, settings.Rules,
        new(settings.Clusters.Length == 1, State.Standalone));

    private static bool Answered(ProbeFailure? failure) => failure?.Kind is not (ProbeFailureKind.Transport or ProbeFailureKind.TimedOut);

    // Followers wait for what comes, and a grain does not leave while somebody waits on it.
    private void Move()
    {
        _followers.CutOff();
        MigrateOnIdle();
    }

    private void NoteMembership(ClusterMembership membership)
    {
        _header = _header with { Quorate = membership.Quorate, ProxmoxName = membership.ProxmoxName };
        _nodes.Addresses = membership.Nodes
            .Where(member => member.Address is { Length: > 0 })
            .ToImmutableDictionary(member => member.Node, member => member.Address!, StringComparer.Ordinal);
    }

    private void NoteReach(ProbeFailure? failure, TimeSpan duration)
    {
        var failed = failure is null ? 0 : _header.FailedPolls + 1;
        if (failure is not null) LogPollFailed(log, Name, failed, failure.Message);
        _header = _header with
        {
            State = failed == 0 ? ClusterReach.Ok : failed < settings.Rules.UnreachableAfter ? ClusterReach.Failing : ClusterReach.Unreachable,
            Reason = failure is null ? "it answers" : $"{failure.Message} {failure.Advice}",
            LastPollAt = failure is null ? time.GetUtcNow() : _header.LastPollAt,
            PollMs = duration.TotalMilliseconds,
            ApiCallsPerMinute = probe.RequestsInLastMinute(Name),
            FailedPolls = failed,
        };
    }

    private ConditionLedger JudgeSharedStorages(ConditionLedger ledger)
    {
        foreach (var rows in _snapshot.Storages.Where(storage => storage.Shared).GroupBy(storage => storage.Storage, StringComparer.Ordinal))
        {
            var share = rows.Select(row => row.UsedRatio).FirstOrDefault(ratio => ratio is not null);
            var entity = EntityId.Storage(Name, null, rows.Key);
            if (settings.Rules.For(Metric.StorageUse, entity) is not { } rules) continue;
            var judged = ThresholdWatch.Judge(
                ledger, rules.Ladder, _pending.GetValueOrDefault(rows.Key), entity, $"Shared storage {rows.Key} of {Name}", share, null, _snapshot.At);
            _pending[rows.Key] = judged.Pending;
            _book.Note(rules.Marked(judged.Said), _snapshot.At);
            ledger = judged.Ledger;
        }

        return ledger;
    }

    private List<int> WithoutTemplates(ImmutableArray<int> vmids) =>
        [.. vmids.Where(vmid => _snapshot.FindGuest(vmid)?.Sample.Template != true)];

    private void Publish(ClusterSnapshot before, ConditionLedger ledger, ImmutableArray<int>? gone = null)
    {
        _header = _header with { Conditions = ledger.Active };
        var moved = SnapshotComparison.MovedGuests(before, _snapshot);
        _followers.Publish(new(++_version, Full: false, _header, moved, gone ?? [], _snapshot.Nodes, _snapshot.Storages));
    }

    private async Task Commit(ConditionLedger ledger, DateTimeOffset? seenAt = null)
    {
        var next = State with { Ledger = ledger, SeenAt = seenAt ?? State.SeenAt, Standalone = _snapshot.Nodes.IsEmpty ? State.Standalone : _snapshot.Nodes.Length == 1 };
        await stored.Replace(next);
        if (ledger.Outbox.IsEmpty) return;
        await delivery.Deliver(ledger.Outbox);
        await stored.Replace(next with { Ledger = ledger.Delivered() });
    }

    private static ProbeFailure NoNodes { get; } = new(
        ProbeFailureKind.InvalidAnswer, "The answer lists no node at all.", "Check that the endpoint is a Proxmox VE API and not another service.");

    [LoggerMessage(LogLevel.Warning, "Polling cluster {Cluster} failed, {Times} times in a row: {Reason}")]
    private static partial void LogPollFailed(ILogger log, ClusterName cluster, int times, string reason);

    [LoggerMessage(LogLevel.Warning, "What stands of cluster {Cluster} cannot be read; it is watched, and judged when the database is back: {Reason}")]
    private static partial void LogUnread(ILogger log, ClusterName cluster, string reason);
}
