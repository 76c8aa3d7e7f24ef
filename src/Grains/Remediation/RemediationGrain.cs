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

// Reentrant so that repairs go on side by side, and people are not kept waiting.
[Reentrant, ClusterPlacement]
internal sealed class RemediationGrain(
    [PersistentState("remediation", StateWriteExtensions.StorageName)] IPersistentState<StoredValue<RemediationState>> stored,
    IAuditStore audit,
    OpenRepairsReader open,
    LocalFactsReader outlooks,
    RepairJournals journals,
    RepairApproval approval,
    Reconciler reconciler,
    RemediationMetrics metrics,
    StormWatch storms,
    DryRunScores shadows,
    MonitorSettings settings,
    TimeProvider time,
    ILogger<RemediationGrain> log) : Grain, IRemediationGrain
{
    private ClusterRepairs _cluster = null!;
    private RepairSurvey _survey = null!;
    private RepairLoop _loop = null!;
    private DryRunRows _book = null!;
    private IGrainTimer _timer = null!;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _cluster = new(new(Name, open, time), new(settings.Guardrails.MaxConcurrentPerCluster), new(Name, stored, storms, time));
        _survey = new(_cluster, GrainFactory, outlooks, journals, metrics, log);
        _timer = this.RegisterGrainTimer(
            Due, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        _loop = new(_cluster, _survey, reconciler, metrics, settings.Guardrails, time, WakeIn, log);
        _book = new(Name, audit, settings, time);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _loop.Stop(cancellationToken);

    public Task TriggerReconcile()
    {
        _loop.TriggerReconcile();
        return Task.CompletedTask;
    }

    public Task Note(Incident incident)
    {
        _loop.Note(incident);
        return Task.CompletedTask;
    }

    public Task Note(AutonomySettings autonomy)
    {
        _survey.Note(autonomy);
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
        return Task.FromResult(
            new RemediationStatus(
                [.. _cluster.Slots.InFlight], storm.Since, storm.Members)
            { Waiting = [.. _loop.Waiting], NextLook = _loop.NextLook });
    }

    public async Task<RepairStatus?> Describe(string incidentId) => await open.Find(incidentId) is var (incident, plan, inUse)
        ? RepairStatus.Of(incident, plan, inUse, await IncidentJournal.Load(plan, audit), time.GetUtcNow())
        : null;

    public async Task<ImmutableArray<GuardrailFinding>> Verdicts(EntityId target)
    {
        var plans = _cluster.Index.Cases.Select(one => one.Plan).Where(plan => plan.Action.Target == target);
        foreach (var plan in plans.OrderByDescending(plan => plan.OpenedAt))
        {
            var journal = await IncidentJournal.Load(plan, audit);
            if (journal.Rows.LastOrDefault(row => row.Verdicts is not null) is { } row) return VerdictColumn.Read(row.Verdicts).Findings;
        }

        return [];
    }

    public Task Score() => shadows.Score(Name, _book);

    public async Task<ImmutableArray<ScoredCase>> ScoredCases() => [.. await DryRunScores.Cases(_book)];

    public async Task<DecisionOutcome> Decide(string incidentId, bool approve, string actor, string? comment)
    {
        var outcome = await approval.Decide(incidentId, approve, actor, comment);
        if (outcome == DecisionOutcome.Expired && _cluster.Index.Find(incidentId) is { } one) one.IsRenewed = true;
        if (outcome is DecisionOutcome.Expired or DecisionOutcome.Taken) _loop.Wake(incidentId);
        return outcome;
    }

    public async Task<bool> ResumeAfterStorm(string actor, string? reason)
    {
        if (!await _cluster.Memory.EndStorm(actor, reason)) return false;
        _survey.NoteCalm();
        _loop.WakeAll();
        return true;
    }

    private Task Due()
    {
        _loop.Go();
        return Task.CompletedTask;
    }

    // Timers count whole milliseconds: one that came a part of one too early would find nothing due.
    private void WakeIn(TimeSpan? wait) => _timer.Change(
        wait is { } pause ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(pause.TotalMilliseconds))) : Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);
}
