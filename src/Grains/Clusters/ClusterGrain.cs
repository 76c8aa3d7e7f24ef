using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Clusters;

[ClusterPlacement]
internal sealed partial class ClusterGrain(
    [LazyPersistentState("cluster")] LazyPersistentState<ClusterState> stored,
    IProbe probe,
    MonitorSettings settings,
    NodeTasks nodeTasks,
    FindingDelivery delivery,
    PreviouslyOpenIncidents incidents,
    IStormAlarm alarm,
    ClusterMetrics metrics,
    ClusterHome home,
    SiloShutdownSignal shutdown,
    SteadyClock time,
    ILogger<ClusterGrain> log) : Grain, IClusterGrain
{
    private readonly ClusterPublisher _publisher = new();
    private readonly ClusterRecord _record = new(stored, delivery, time);
    private readonly InFlightCalls _turns = new();
    private readonly RuleBook _book = new();
    private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;
    private StageGuard _stages = null!;
    private OwnNetworkReport _ownNetwork = null!;
    private TraitsPush _traits = null!;
    private ReachWatch _reach = null!;
    private SharedStorageWatch _storages = null!;
    private GuestFanOut _guests = null!;
    private NodeFanOut _nodes = null!;
    private AccessWatch _access = null!;
    private PermissionWatch _sight = null!;
    private TaskWatch _tasks = null!;
    private IdentityClaim _identity = null!;
    private PartitionWatch _partition = null!;
    private VanishedPartsWatch _parts = null!;
    private ProtectionWatch _protection = null!;
    private RowReader _rows = null!;
    private SuppressionSweep _sweep = null!;
    private ClockComparison _clocks = null!;
    private bool _recalled;
    private UnreadableRows _unreadable = UnreadableRows.None;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stages = new(Name, metrics, time, log, (stage, reason) => _reach.NoteStageFailure(stage, reason));
        _ownNetwork = new(Name, GrainFactory, settings.Clusters.Length, settings.Rules.UnreachableAfter, time, _stages);
        _traits = new(Name, GrainFactory);
        var suspects = new StormReader(Name, probe, nodeTasks, settings, time);
        _guests = new(Name, GrainFactory, new(Name, GrainFactory, alarm, suspects, settings, metrics, time, log), metrics, time, log);
        _nodes = new(Name, GrainFactory, metrics, time, log);
        _access = new(Name, probe, metrics, log);
        _tasks = new(Name, probe, nodeTasks, time);
        _clocks = new(Name, nodeTasks, time, GrainFactory, log);
        _identity = new(Name, probe, GrainFactory, settings, log);
        _partition = new(Name, probe);
        _sweep = new(Name, GrainFactory, time, log);
        _reach = new(Name, home.Silo, probe, settings, time, log);
        _sight = new(Name, GrainFactory, _access, _record, _reach);
        _storages = new(Name, settings);
        _rows = new(Name, probe, settings, _reach.Polls, time);
        _parts = new(Name);
        _protection = new(Name);
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

    public Task Poll() => _turns.Run(RunPoll);

    public Task Judge(ClusterMembership? membership, ProbeFailure? failure) => _turns.Run(() => ApplyMembership(membership, failure));

    public Task Inspect(ClusterInspection inspection) => _turns.Run(() => ApplyInspection(inspection));

    public Task<bool> IsBusy() => Task.FromResult(_turns.Any);

    private async Task RunPoll()
    {
        _reach.NoteBegin();
        if (await _stages.Read(PollStage.Read, ReadRows) is not { } rows)
        {
            Publish(_record.Ledger);
            throw new PollNotAppliedException(_reach.OwnFault);
        }

        NoteUnreadable(rows.Diff?.Unreadable ?? UnreadableRows.None);
        _reach.NotePoll(rows.Failure, rows.Duration);
        var report = _ownNetwork.Report(ReachWatch.Answered(rows.Failure), _reach.Header.FailedPolls);
        var sight = rows.Diff is { } read ? await _stages.Read(PollStage.Membership, () => Confirm(read, rows.Endpoint)) ?? _partition.Unconfirmed(read) : null;
        if (!await _stages.Run(PollStage.Record, _record.Read))
        {
            if (sight is not null) _publisher.PublishUnjudged(_reach.Header, sight.Diff.Next);
            throw new PollNotAppliedException(_reach.OwnFault);
        }

        // An answer speaks for itself; only a silence has to wait for what the others heard.
        var verdict = rows.Failure is null ? SilenceVerdict.Theirs : (await report).Verdict;
        if (rows.Failure is not null) _access.NoteLoss();
        var lost = sight is null ? null : await Deliver(sight);
        var at = sight is null ? time.GetUtcNow() : _snapshot.At;
        var ledger = Apply(_reach.Judge(rows.Failure, verdict, _record.State.Standalone), at);
        foreach (var vmid in _publisher.Gone) ledger = ledger.EndOf(EntityId.Of(new GuestId(Name, vmid)), $"it is gone: {ClusterParts.Destroyed}", at);
        if (sight?.Members is { } members) ledger = Apply(_reach.Quorum(members, at), at, ledger);
        if (lost is not null) ledger = Apply(lost, at, ledger);
        Publish(ledger);
        if (await _stages.Run(PollStage.Commit, () => _record.Commit(ledger, _snapshot))) _publisher.NoteRecorded();
        if (rows.Failure is not null) _reach.Polls.Concluded();
        _publisher.PublishHeader(_reach.Header, _snapshot);
        await _stages.Run(PollStage.Sweep, async () => await _sweep.Run((await report).Incident));
        if (sight is not null) await _stages.Run(PollStage.Events, _sight.Publish);
        if (_reach.IsUndelivered) throw new PollNotAppliedException(_reach.OwnFault ?? OverdueDeliveries);
    }

    // What an answer brought is noted before anything can fail: who does not hear of it now hears with the next poll.
    private async Task<Assessment?> Deliver(PartitionRows sight)
    {
        var (diff, members) = sight;
        var before = _snapshot;
        _guests.Note(diff);
        _snapshot = diff.Next;
        _publisher.NoteForgotten(diff.Forgotten);
        if (members is not null) NoteMembership(members);
        if (!_recalled) _recalled = await _stages.Run(PollStage.Recall, async () => _guests.Remember(await incidents.Guests(Name)));
        Assessment? lost = null;
        if (!await _stages.Run(PollStage.Access, async () => lost = await _sight.Judge(before, diff))) _access.NoteUnread();
        await _stages.Run(PollStage.Traits, () => _traits.Push(_snapshot));
        await _stages.Run(PollStage.Nodes, async () => _snapshot = await _nodes.TellStatus(_snapshot, _partition.Doubt));
        var told = new FanOutResult();
        var last = await LastWatched();
        if (await _stages.Run(PollStage.Guests, () => _guests.Notify(diff, told, last, _access)) && !_guests.IsOverdue) _reach.NoteApplied();
        else _reach.NoteUndelivered();
        Accept(told);
        return lost;
    }

    private async Task<LastWatch> LastWatched()
    {
        var at = _record.State.SeenAt;
        await _stages.Run(PollStage.Clock, async () => at = await _clocks.SeenAt(_record.State, _snapshot));
        return LastWatch.Of(_record.State, at);
    }

    private void Accept(FanOutResult told)
    {
        _snapshot = _snapshot.WithGuests(told.Replaced, told.Gone);
        _publisher.NoteGone(told.Gone);
    }

    private async Task ApplyMembership(ClusterMembership? membership, ProbeFailure? failure)
    {
        await _record.Read();

        // After this call: what is told below must still come from here.
        if (!home.IsHere(this.GetPrimaryKeyString())) Move();
        if (failure?.Kind == ProbeFailureKind.Forbidden) _access.NoteRefusal();
        if (membership is not null) NoteMembership(membership);
        _partition.Note(membership);
        var ledger = Apply(_reach.Quorum(membership, time.GetUtcNow()), time.GetUtcNow());

        // Figures are judged only by what is fresh; who answers about the quorum speaks of now.
        if (_reach.Header.State is ClusterReach.Ok or ClusterReach.Blind)
        {
            await _stages.Run(PollStage.Nodes, async () => _snapshot = await _nodes.AskAgain(_snapshot, _partition.Doubt));
            await ReadAccess(_parts.LackingStorages(ledger, _snapshot, _access.Report));
            await _stages.Run(PollStage.Nodes, async () => _snapshot = await _nodes.Judge(_snapshot, SettledAccess));
            _stages.Run(PollStage.Storages, () => { ledger = JudgeStorages(ledger); });
            var told = new FanOutResult();
            await _stages.Run(PollStage.Tasks, async () => _guests.Note(await _tasks.Read(_snapshot)));
            var last = await LastWatched();
            await _stages.Run(PollStage.Guests, () => _guests.NotifyTasks(_snapshot, told, last, _access.Report));
            Accept(told);
        }

        Publish(ledger);
        await _record.Commit(ledger, _snapshot);
        if (membership is not null) await _stages.Run(PollStage.Identity, () => _identity.MakeAtFirst(_reach.Header.ProxmoxName, _snapshot));
    }

    private async Task ApplyInspection(ClusterInspection inspection)
    {
        await _record.Read();
        var fresh = _reach.Header.State is ClusterReach.Ok or ClusterReach.Blind;
        if (fresh) await ReadAccess(_parts.Lacking(_record.Ledger, _snapshot, inspection, _access.Report));
        await _stages.Run(PollStage.Nodes, async () => _snapshot = await _nodes.Inspect(_snapshot, VanishedPartsWatch.WithRows(inspection.Nodes, _snapshot, _access.Report)));
        await _stages.Run(PollStage.Identity, () => _identity.Make(_reach.Header.ProxmoxName, _snapshot, inspection.Nodes.Values.SelectMany(node => node.Certificates ?? [])));
        var evaluation = new EvaluationContext(_record.Ledger, inspection.At);
        evaluation.Add(_protection.Judge(inspection, _snapshot, _access.Report).Select(settings.Rules.Admit));
        if (fresh) _parts.Judge(evaluation, _snapshot, inspection, _access.Report);
        _book.Replace(
            [.. ConditionCatalog.From(DataSource.Replication), .. ConditionCatalog.From(DataSource.Backups)], evaluation.Assessments, inspection.At);
        _book.Note(evaluation.Assessments, inspection.At);
        _book.Unread = inspection.NotBackedUpFailure is { } unread
            ? inspection.Unread.SetItems(ConditionCatalog.From(DataSource.NotBackedUp)
                .Select(condition => KeyValuePair.Create(condition, unread)))
            : inspection.Unread;
        Publish(evaluation.Ledger);
        await _record.Commit(evaluation.Ledger, _snapshot, seenAt: _snapshot.At, inspection.ClockSkews);
        _clocks.NoteSeen(_snapshot.At);
    }

    // What the reading token holds; null while something vanished that may have gone with a right.
    private AccessReport? SettledAccess => _access.IsPending ? null : _access.Report;

    private async Task ReadAccess(IReadOnlyList<EntityId> lacking)
    {
        if (lacking.Count == 0) return;
        if (!await _stages.Run(PollStage.Access, () => _sight.Read(_snapshot, LostPermissionHints.Of(lacking), time.GetUtcNow()))) _access.NoteUnread();
    }

    private Task<RowsRead?> ReadRows() => _rows.Read(_snapshot, _record.State, _access.Report);

    private async Task<PartitionRows?> Confirm(SnapshotDiff diff, string? endpoint) => await _partition.Confirm(
        diff, endpoint, async () => await ReadRows() is { Diff: { } again } rows ? (again, rows.Endpoint) : null);

    private void NoteUnreadable(UnreadableRows rows)
    {
        _unreadable = rows;
        _reach.NoteUnreadable(rows.Description);
        metrics.Unreadable(Name, rows.Count);
    }

    private ConditionLedger JudgeStorages(ConditionLedger ledger)
    {
        (ledger, var said) = _storages.Judge(ledger, _snapshot);
        var evaluation = new EvaluationContext(ledger, _snapshot.At);
        _parts.JudgeStorages(evaluation, _snapshot, SettledAccess);
        _book.Note(said.AddRange(evaluation.Assessments), _snapshot.At);
        return evaluation.Ledger;
    }

    private ConditionLedger Apply(Assessment assessment, DateTimeOffset at, ConditionLedger? ledger = null)
    {
        _book.Note([assessment], at);
        return (ledger ?? _record.Ledger).Apply(assessment, at);
    }

    // Followers wait for what comes, and a grain does not leave while somebody waits on it.
    private void Move()
    {
        _publisher.CutOff();
        MigrateOnIdle();
    }

    private void NoteMembership(ClusterMembership membership)
    {
        _reach.NoteMembership(membership);
        _nodes.Addresses = membership.Nodes
            .Where(member => member.Address is { Length: > 0 })
            .DistinctBy(member => member.Node, StringComparer.Ordinal)
            .ToImmutableDictionary(member => member.Node, member => member.Address!, StringComparer.Ordinal);
    }

    private void Publish(ConditionLedger ledger)
    {
        _reach.NoteConditions(ledger);
        _publisher.Publish(_reach.Header, _snapshot);
    }

    private const string OverdueDeliveries = "what was seen of some guests cannot be recorded: every try fails";

    [LoggerMessage(LogLevel.Warning, "What stands of cluster {Cluster} cannot be read; it is watched, and judged when the database is back: {Reason}")]
    private static partial void LogUnread(ILogger log, ClusterName cluster, string reason);
}
