using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Rules.Nodes;
using OrleansMonitor.Domain.Rules.Thresholds;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Nodes;

[ClusterPlacement]
internal sealed class NodeGrain(
    [PersistentState("node", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<NodeState>> stored,
    IProbe probe,
    NodeTasks tasks,
    MonitorSettings settings,
    FindingDelivery delivery) : Grain, INodeGrain
{
    private const int MaxTasks = 500;

    private readonly Dictionary<(Metric Metric, EntityId Entity), PendingViolation?> _pending = [];
    private readonly RuleBook _book = new();
    private readonly VanishedParts _parts = new();
    private NodeObservation _latest;
    private DateTimeOffset? _servicesSeenAt;
    private int _memoryUnread;
    private DateTimeOffset? _cachesAskedAt;

    private NodeId Id => NodeId.Parse(this.GetPrimaryKeyString());

    public async Task<NodeOutcome> Observe(NodeEntry entry, string? address, OfflineDoubt doubt)
    {
        var last = stored.State.Value?.AsOf(entry.SampledAt);
        var seen = Observation(entry) with { Doubt = doubt.BeforeAnswer, Answers = null, ReachedByMembers = null, Departure = null };
        if (seen is { Status: NodeStatus.Offline, Doubt: null } && last is not null)
        {
            bool? answers = await probe.PingAsync(Id, address, CancellationToken.None) is { } reaction
                ? reaction == NodeReaction.Answers : null;
            seen = seen with { Answers = answers, Doubt = doubt.AfterAnswer(answers) };

            // If the cluster does not answer either, the cause may be the network between the monitor and the cluster.
            if (seen.Answers == false && last.Ledger.Find(ConditionType.NodeUnreachable, EntityId.Of(Id)) is null
                && !await ClusterAnswers())
                throw new TimeoutException($"{Id} does not answer, nor does its cluster: nothing can be said of it now.");
        }

        if (NodeTracker.NeedsMembership(last, seen)) seen = seen with { ReachedByMembers = await IsSeenByMembers() };
        if (NodeTracker.NeedsDeparture(last, seen)) seen = seen with { Departure = await ClassifyDeparture(entry) };
        _latest = seen;
        var verdict = NodeTracker.Observe(Id, last, seen, entry.SampledAt, settings.Rules.Admit);
        return await Commit(verdict.State, verdict.Reason);
    }

    public Task<NodeOutcome> Observe(NodeEntry entry, string? address, string? doubt) =>
        Observe(entry, address, new OfflineDoubt(doubt));

    public Task<NodeOutcome> Observe(NodeStatus status, bool? frozen, string? address, DateTimeOffset at) =>
        Observe(Entry(status, frozen, at), address, OfflineDoubt.None);

    public Task<NodeOutcome> Judge(NodeSample sample, ImmutableArray<StorageSample> storages, DateTimeOffset at) =>
        Judge(sample, storages, access: null, at);

    public async Task<NodeOutcome> Judge(NodeSample sample, ImmutableArray<StorageSample> storages, AccessReport? access, DateTimeOffset at)
    {
        var state = Known(sample.Status, at);
        var entity = EntityId.Of(Id);
        var ledger = state.Ledger;
        ledger = EvaluateFigure(ledger, Metric.NodeDisk, entity, $"Root disk of {Id.Name}", sample.DiskRatio, at);
        (var memory, state) = await Memory(state, entity, sample.MemoryRatio, at);
        ledger = EvaluateFigure(ledger, Metric.NodeMemory, entity, $"Memory of {Id.Name}", memory.Share, at, memory.Remark);
        ledger = EvaluateFigure(ledger, Metric.NodeCpu, entity, $"CPU of {Id.Name}", sample.Cpu, at);
        foreach (var storage in storages)
        {
            var owner = EntityId.Storage(Id.Cluster, Id.Name, storage.Storage);
            ledger = EvaluateFigure(
                ledger, Metric.StorageUse, settings.Rules.ForStorage(owner, storage), owner, $"Storage {storage.Storage} on {Id.Name}",
                storage.UsedRatio, at);
        }

        var evaluation = new EvaluationContext(ledger, at);
        evaluation.Add(_parts.Judge(ledger, NodeParts.Figures(Id, storages, access)));
        _book.Note(evaluation.Assessments, at);
        return await Commit(state with { Ledger = evaluation.Ledger }, "figures judged");
    }

    public async Task<NodeOutcome> Inspect(NodeInspection inspection)
    {
        var at = inspection.At;
        var state = Known(NodeStatus.Online, at);
        var services = inspection.Services ?? [];
        var memory = state.Services.After(services, _servicesSeenAt);
        if (inspection.Services is not null) _servicesSeenAt = at;
        var requests = services.Any(memory.WentInactive) ? await ReadServiceRequests(at) : ServiceRequests.None;
        memory = memory.WithRequests(services, requests);
        var assessments = NodeChecks.Services(Id, services, memory, requests.Unread)
            .Concat(ApiServices.Assess(Id, inspection.Refused))
            .Concat(NodeChecks.Storages(Id, inspection.Storages ?? []))
            .Concat(NodeChecks.Certificates(Id, inspection.Certificates ?? [], settings.Rules, inspection.NodeTime));
        var evaluation = new EvaluationContext(state.Ledger, at);
        evaluation.Add(assessments.Select(settings.Rules.Admit));
        foreach (var answer in inspection.Parts(Id)) evaluation.Add(_parts.Judge(evaluation.Ledger, answer));
        _book.Replace(inspection.Read, evaluation.Assessments, at);
        _book.Unread = inspection.Unread;
        return await Commit(state with { Ledger = evaluation.Ledger, Services = memory }, "inspected");
    }

    public async Task Remove(DateTimeOffset at)
    {
        if (stored.State.Value is not { } state) return;
        await Commit(state with { Ledger = state.Ledger.EndAll($"{Id} is no member of its cluster any more", at) }, "left");
        await stored.ClearStateAsync();
        DeactivateOnIdle();
    }

    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<NodeExplanation> Explain(NodeEntry entry)
    {
        if (stored.State.Value is not { } state) return Task.FromResult(NodeExplanation.Nothing);
        var evaluations = NodeTracker.Explain(Id, state, Observation(entry), entry.SampledAt, settings.Rules.Admit);
        var rest = _book.Read(state.Ledger).Where(evaluation => evaluations.All(known => known.Condition != evaluation.Condition));
        return Task.FromResult(new NodeExplanation([.. evaluations, .. rest], _book.Unread));
    }

    public Task<NodeExplanation> Explain(NodeStatus status, bool frozen, DateTimeOffset at) => Explain(Entry(status, frozen, at));

    public Task<NodeState?> Get() => Task.FromResult(stored.State.Value);

    private NodeEntry Entry(NodeStatus status, bool? frozen, DateTimeOffset at) =>
        new(new() { Node = Id.Name, Status = status }, at, [], new(null, at, frozen is null ? default : at, frozen == true));

    // Combines the latest row with what was read about the node last.
    private NodeObservation Observation(NodeEntry entry) => _latest with
    {
        Status = entry.Sample.Status,
        Frozen = entry.Pulse.IsFrozen,
        Pulse = entry.Pulse,
        HaState = entry.Sample.HaState,
    };

    // A failure of the monitor's own proves nothing.
    private async Task<bool> ClusterAnswers()
    {
        try
        {
            return await probe.ReadMembershipAsync(Id.Cluster, CancellationToken.None) is not { Failure.IsNoAnswer: true };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return true;
        }
    }

    private async Task<bool?> IsSeenByMembers()
    {
        var members = await probe.ReadMembershipAsync(Id.Cluster, CancellationToken.None);
        return members is { Succeeded: true, Value.Quorate: true }
            ? members.Value.Nodes.Any(member => member.Node == Id.Name && member.Online) : null;
    }

    // The tasks of an offline node are still listed (api-facts §2). Its row shows fencing.
    private async Task<NodeDeparture> ClassifyDeparture(NodeEntry entry)
    {
        var isBack = entry.Sample.Status == NodeStatus.Online;
        var listed = await probe.ReadClusterTasksAsync(Id.Cluster, CancellationToken.None);

        // An offline node reports no time, and one that has just booted may report a wrong one. All members have the same time.
        var clock = await tasks.Clock(Id.Cluster, entry.SampledAt, except: isBack ? null : Id.Name);
        var alive = isBack ? LastAlive.BeforeReturn(entry.Pulse, clock.Ahead) : LastAlive.Of(entry.Pulse, clock.Ahead);
        return DepartureClassifier.Classify(
            Id.Name, entry.Sample.HaState, listed.Succeeded && clock.Ahead is not null ? listed.Value : null, alive, isBack);
    }

    private async Task<ServiceRequests> ReadServiceRequests(DateTimeOffset at)
    {
        var found = await probe.ReadTasksAsync(Id, new(Limit: MaxTasks), CancellationToken.None);
        if (!found.Succeeded) return new([], found.Failure.Message);
        var clock = await tasks.Clock(Id, at);
        return clock.Ahead is { } skew ? new(ServiceRequest.Of(found.Value, skew)) : new([], clock.Unread);
    }

    private NodeState Known(NodeStatus status, DateTimeOffset at) =>
        stored.State.Value?.AsOf(at) ?? new NodeState { Status = status, Since = at };

    private ConditionLedger EvaluateFigure(
        ConditionLedger ledger, Metric metric, EntityId entity, string subject, double? share, DateTimeOffset at, string? remark = null) =>
        EvaluateFigure(ledger, metric, settings.Rules.For(metric, entity, Id.Name), entity, subject, share, at, remark);

    private ConditionLedger EvaluateFigure(
        ConditionLedger ledger, Metric metric, ChosenLadder? chosen, EntityId entity, string subject, double? share, DateTimeOffset at,
        string? remark = null)
    {
        if (chosen is not { } rules) return ledger;
        var judged = ThresholdWatch.Judge(
            ledger, rules.Ladder, _pending.GetValueOrDefault((metric, entity)), entity, subject, share, Id.Name, at, remark);
        _pending[(metric, entity)] = judged.Pending;
        _book.Note(rules.WithSource(judged.Assessments), at);
        return judged.Ledger;
    }

    private async Task<(MemoryFigure, NodeState)> Memory(NodeState state, EntityId entity, double? row, DateTimeOffset at)
    {
        if (settings.Rules.For(Metric.NodeMemory, entity, Id.Name) is not { } rules || row is not { } share) return (new(row, null), state);
        var near = MemoryFigure.IsWorthAsking(rules.Ladder, state.Ledger, entity, row);
        if (!near && at - _cachesAskedAt < MemoryFigure.CachesKnownFor) return (new(row, null), state);
        _cachesAskedAt = at;
        var read = await probe.ReadNodeMemoryAsync(Id, CancellationToken.None);
        var memory = read.Succeeded ? read.Value : null;
        var caches = memory is null ? state.Caches : MemoryFigure.Caches(state.Caches, share, memory);
        if (caches != state.Caches) state = state with { Caches = caches };
        _memoryUnread = read.Succeeded ? 0 : _memoryUnread + 1;
        return (near ? MemoryFigure.Of(share, memory, _memoryUnread, caches) : new(row, null), state);
    }

    private async Task<NodeOutcome> Commit(NodeState next, string reason)
    {
        await Outbox.Commit(next.Ledger, ledger => stored.Replace(next with { Ledger = ledger }), delivery.Deliver);
        return new(next.Ledger.Active, reason);
    }
}
