using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Remediation;

// Reentrant so that repairs run in parallel, and calls of people are not blocked.
[Reentrant, ClusterPlacement]
internal sealed class RemediationGrain(
    [PersistentState("remediation", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<RemediationState>> stored,
    IAuditStore audit,
    OpenRepairsReader open,
    LocalFactsReader localFacts,
    RepairJournals journals,
    RepairApproval approval,
    Reconciler reconciler,
    RemediationMetrics metrics,
    StormWatch storms,
    DryRunScores scores,
    MonitorSettings settings,
    TimeProvider time,
    ILogger<RemediationGrain> log) : Grain, IRemediationGrain
{
    private ClusterRepairs _cluster = null!;
    private RepairSurvey _survey = null!;
    private RepairLoop _loop = null!;
    private DryRunRows _rows = null!;
    private IGrainTimer _timer = null!;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _cluster = new(new(Name, open, time), new(settings.Guardrails.MaxConcurrentPerCluster), new(Name, stored, storms, time));
        _survey = new(_cluster, GrainFactory, localFacts, journals, metrics, log);
        _timer = this.RegisterGrainTimer(
            Due, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        _loop = new(_cluster, _survey, reconciler, metrics, settings.Guardrails, time, WakeIn, log);
        _rows = new(Name, audit, settings, time);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _loop.Stop(cancellationToken);

    public Task TriggerReconcile()
    {
        _loop.TriggerReconcile();
        return Task.CompletedTask;
    }

    public Task OnIncidentChanged(Incident incident)
    {
        _loop.OnIncidentChanged(incident);
        return Task.CompletedTask;
    }

    public Task OnAutonomyChanged(AutonomySettings autonomy)
    {
        _survey.RecordAutonomy(autonomy);
        _loop.WakeAll();
        return Task.CompletedTask;
    }

    public async Task<bool> Announce(ImmutableArray<StormFailure> failures)
    {
        await _cluster.Memory.Watch(failures);
        return _cluster.Memory.State.Storm.Active;
    }

    public Task Settle() => _loop.Settle();

    public Task<RemediationStatus> Status()
    {
        var storm = _cluster.Memory.State.Storm;
        return Task.FromResult(new RemediationStatus([.. _cluster.Slots.InFlight], storm.Since, storm.Members)
        {
            Waiting = [.. _loop.Waiting],
            NextCheck = _loop.NextCheck,
        });
    }

    public async Task<RepairStatus?> Describe(string incidentId) => await open.Find(incidentId) is var (incident, plan, inUse)
        ? RepairStatus.Of(incident, plan, inUse, await IncidentJournal.Load(plan, audit), time.GetUtcNow())
        : null;

    public async Task<ImmutableArray<GuardrailFinding>> Verdicts(EntityId target)
    {
        var plans = _cluster.Index.Cases.Select(repair => repair.Plan).Where(plan => plan.Action.Target == target);
        foreach (var plan in plans.OrderByDescending(plan => plan.OpenedAt))
        {
            var journal = await IncidentJournal.Load(plan, audit);
            if (journal.Rows.LastOrDefault(row => row.Verdicts is not null) is { } row) return VerdictColumn.Read(row.Verdicts).Findings;
        }

        return [];
    }

    public Task Score() => scores.Score(Name, _rows);

    public async Task<ImmutableArray<ScoredCase>> ScoredCases() => [.. await DryRunScores.Cases(_rows)];

    public async Task<DecisionOutcome> Decide(string incidentId, bool approve, string actor, string? comment)
    {
        try
        {
            var outcome = await approval.Decide(incidentId, approve, actor, comment);
            if (outcome == DecisionOutcome.Expired && _cluster.Index.Find(incidentId) is { } repair) repair.IsRenewed = true;
            return outcome;
        }
        finally
        {
            // Also if it failed: the decision may be stored, and is carried out then.
            _loop.Wake(incidentId);
        }
    }

    public async Task<bool> ResumeAfterStorm(string actor, string? reason)
    {
        if (!await _cluster.Memory.EndStorm(actor, reason)) return false;
        _survey.RecordStormEnd();
        _loop.WakeAll();
        return true;
    }

    public async Task Forget()
    {
        if (stored.RecordExists) await stored.ClearStateAsync();
        DeactivateOnIdle();
    }

    private Task Due()
    {
        _loop.StartDue();
        return Task.CompletedTask;
    }

    // Timers have whole milliseconds: rounded down, they would find nothing due.
    private void WakeIn(TimeSpan? wait) => _timer.Change(
        wait is { } pause ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(pause.TotalMilliseconds))) : Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);
}
