using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.Shadow;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Remediation;

// Reentrant so that a poke which comes while a round runs only marks that another one is wanted, and people are not kept waiting.
[Reentrant, ClusterPlacement]
internal sealed partial class RemediationGrain(
    [PersistentState("remediation", StateWriting.StorageName)] IPersistentState<Stored<RemediationState>> stored,
    IIncidentStore incidents,
    IAuditStore audit,
    RemediationRun run,
    RemediationStory story,
    StormWatch storms,
    ShadowLedger shadows,
    MonitorSettings settings,
    TimeProvider time,
    ILogger<RemediationGrain> log) : Grain, IRemediationGrain
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _flying = new(StringComparer.Ordinal);
    private readonly HashSet<string> _renewed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Task _round = Task.CompletedTask;
    private bool _wanted;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    private RemediationState State => stored.State.Value ?? RemediationState.Empty;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _round.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public Task Poke()
    {
        _wanted = true;
        if (_round.IsCompleted) _round = Rounds();
        return Task.CompletedTask;
    }

    public Task Settle() => _round;

    public Task<RemediationStatus> Status() => Task.FromResult(new RemediationStatus([.. _flying], State.Storm.Since, State.Storm.Members));

    public async Task<ImmutableArray<GuardrailFinding>> Verdicts(EntityId target)
    {
        var plans = State.Known.Concat((await Open()).Select(open => open.Plan)).Where(plan => plan.Action.Target == target);
        foreach (var plan in plans.OrderByDescending(plan => plan.OpenedAt))
        {
            var journal = await IncidentJournal.Load(plan, audit);
            if (journal.Rows.LastOrDefault(row => row.Verdicts is not null) is { } row) return VerdictColumn.Findings(row.Verdicts!);
        }

        return [];
    }

    public Task Score() => shadows.Score(Name);

    public async Task<ImmutableArray<ScoredCase>> ScoredCases() => [.. await shadows.Cases(Name)];

    public async Task<DecisionOutcome> Decide(string incidentId, bool approve, string actor, string? comment)
    {
        if (await incidents.FindAsync(incidentId, CancellationToken.None) is not { IsOpen: true } incident || PlanOf(incident) is not { } plan) return DecisionOutcome.NothingProposed;
        var journal = await IncidentJournal.Load(plan, audit);
        if (journal.Proposal is not { } proposal || journal.Last?.Mark != JournalMark.Blocked) return DecisionOutcome.NothingProposed;
        var now = time.GetUtcNow();
        var state = proposal.At(now);
        if (state == ProposalState.Expired)
        {
            _renewed.Add(incidentId);
            await Poke();
            return DecisionOutcome.Expired;
        }

        if (state != ProposalState.Pending) return DecisionOutcome.Decided;
        var row = RepairDecision.Row(plan, journal.ProposalPlace, approve, actor, comment, AutonomyLevel.Recommend, now);
        if (!await audit.SaveAsync(row, CancellationToken.None)) return DecisionOutcome.Decided;
        await story.Tell(plan, [row]);
        await Poke();
        return DecisionOutcome.Taken;
    }

    public async Task<bool> ResumeAfterStorm(string actor, string? reason)
    {
        if (!State.Storm.Active) return false;
        var (storm, now) = (State.Storm, time.GetUtcNow());
        await storms.Audit(Name, storm, actor, reason, now);
        await Change(state => storms.End(Name, state, now));
        await DeliverStorm();
        await Poke();
        return true;
    }

    private async Task Rounds()
    {
        try
        {
            while (_wanted && !_stopping.IsCancellationRequested)
            {
                _wanted = false;
                await Round();
            }
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(log, Name, problem);
        }
    }

    private async Task Round()
    {
        var open = await Open();
        await Watch(open.Where(incident => !incident.Suppressed).Select(incident => incident.Plan));
        var waiting = new List<Repair>();
        foreach (var plan in State.Known.Concat(open.Select(incident => incident.Plan)).DistinctBy(plan => plan.IncidentId).ToList()) waiting.Add(await Load(plan));
        _flying.Clear();
        _flying.UnionWith(waiting.Where(repair => repair.Journal.InFlight).Select(repair => repair.Plan.IncidentId));

        // What is under way first: it holds the cluster's turn.
        var queue = new Queue<Repair>(waiting.OrderByDescending(repair => repair.Journal.InFlight).ThenBy(repair => repair.Plan.OpenedAt).ThenBy(repair => repair.Plan.IncidentKey, StringComparer.Ordinal));
        var standing = open.ToDictionary(incident => incident.Plan.IncidentId, incident => incident.Suppressed, StringComparer.Ordinal);
        await Task.WhenAll(Enumerable.Range(0, settings.Guardrails.MaxConcurrentPerCluster).Select(_ => Lane(queue, standing)));
    }

    private async Task Watch(IEnumerable<RemediationPlan> open)
    {
        var failing = open.ToList();
        await Change(state => storms.Watch(Name, state, failing, time.GetUtcNow()));
        await DeliverStorm();
    }

    private async Task DeliverStorm()
    {
        if (State.Ledger.Outbox.IsEmpty) return;
        await storms.Deliver(State.Ledger);
        await Change(state => state with { Ledger = state.Ledger.Delivered() });
    }

    // Of what is open, whether something suppresses it: a maintenance window, or a wider incident that explains it.
    private async Task Lane(Queue<Repair> queue, Dictionary<string, bool> standing)
    {
        while (queue.TryDequeue(out var repair) && !_stopping.IsCancellationRequested)
        {
            var id = repair.Plan.IncidentId;
            try
            {
                if (repair.Journal.InFlight || (standing.TryGetValue(id, out var suppressed) && !suppressed && !Rejected(repair))) await run.Go(repair, () => Beside(id), _stopping.Token);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                // What was written may not have been told; telling it again does no harm.
                _told.Remove(id);
                LogRepairFailed(log, repair.Plan.IncidentKey, problem);
                continue;
            }

            if (repair.Journal.InFlight) continue;
            _flying.Remove(id);
            _renewed.Remove(id);
            if (!standing.ContainsKey(id)) await Forget(repair.Plan);
        }
    }

    private async Task<List<(RemediationPlan Plan, bool Suppressed)>> Open()
    {
        var plans = new List<(RemediationPlan, bool)>();
        long? cursor = null;
        do
        {
            var page = await incidents.ListAsync(new(OpenOnly: true, Name.ToString(), Limit: 500, cursor), CancellationToken.None);
            foreach (var incident in page.Items)
            {
                if (PlanOf(incident) is { } plan) plans.Add((plan, incident.HoldsRepair));
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return plans;
    }

    private RemediationPlan? PlanOf(Incident incident)
    {
        var plan = RunbookCatalog.PlanFor(incident.Condition, incident.Entity, incident.Node, incident.Key, incident.Id, incident.OpenedAt);
        return plan is not null && settings.Runbooks?.Contains(plan.RunbookId) != false ? plan : null;
    }

    private async Task<Repair> Load(RemediationPlan plan)
    {
        var journal = await IncidentJournal.Load(plan, audit);
        if (!_told.Contains(plan.IncidentId)) await story.Tell(plan, journal.Rows);
        _told.Add(plan.IncidentId);
        return new(plan, journal, audit, Know);
    }

    private ClusterFacts Beside(string incidentId) => new(_flying.Count(id => id != incidentId), State.Storm, _renewed.Contains(incidentId));

    private bool Rejected(Repair repair) => repair.Journal.Proposal?.At(time.GetUtcNow()) == ProposalState.Rejected;

    private async Task Know(RemediationPlan plan)
    {
        _flying.Add(plan.IncidentId);
        await Change(state => state.Known.Any(known => known.IncidentId == plan.IncidentId) ? state : state with { Known = state.Known.Add(plan) });
    }

    private Task Forget(RemediationPlan plan)
    {
        _told.Remove(plan.IncidentId);
        return Change(state => state with { Known = state.Known.RemoveAll(known => known.IncidentId == plan.IncidentId) });
    }

    // One write at a time: two of one activation would take each other for a stranger.
    private async Task Change(Func<RemediationState, RemediationState> change)
    {
        await _writing.WaitAsync();
        try
        {
            await stored.Replace(change(State));
        }
        finally
        {
            _writing.Release();
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking at the repairs of {Cluster} failed; the next tick tries again")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, Exception problem);

    [LoggerMessage(LogLevel.Error, "The repair of {Incident} broke off; the next tick goes on where it stands")]
    private static partial void LogRepairFailed(ILogger log, string incident, Exception problem);
}
