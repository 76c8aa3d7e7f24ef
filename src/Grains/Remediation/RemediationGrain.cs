using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy.Shadow;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Remediation;

// Reentrant so that a poke which comes while a round runs is taken in, and people are not kept waiting.
[Reentrant, ClusterPlacement]
internal sealed class RemediationGrain(
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
    private OpenRepairs _open = null!;
    private RepairApproval _approval = null!;
    private RemediationMemory _memory = null!;
    private RepairRounds _rounds = null!;
    private ShadowBook _book = null!;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _open = new(Name, GrainFactory, incidents, audit, story, settings);
        _approval = new(_open, audit, story, time);
        _memory = new(Name, stored, storms, time);
        _book = new(Name, audit, settings, time);
        _rounds = new(Name, _open, _memory, run, audit, settings, time, log);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _rounds.Stop(cancellationToken);

    public Task Poke()
    {
        _rounds.Poke();
        return Task.CompletedTask;
    }

    public async Task<bool> Announce(ImmutableArray<StormFailure> failures)
    {
        await _memory.Watch(failures);
        return _memory.State.Storm.Active;
    }

    public Task Settle() => _rounds.Running;

    public Task<RemediationStatus> Status()
    {
        var storm = _memory.State.Storm;
        return Task.FromResult(new RemediationStatus([.. _rounds.Queue.AtWork], storm.Since, storm.Members) { Waiting = [.. _rounds.Queue.Waiting] });
    }

    public async Task<RepairStatus?> Describe(string incidentId) => await _open.Find(incidentId) is var (incident, plan)
        ? RepairStatus.Of(incident, plan, await IncidentJournal.Load(plan, audit), time.GetUtcNow())
        : null;

    public async Task<ImmutableArray<GuardrailFinding>> Verdicts(EntityId target)
    {
        var plans = _memory.State.Known.Concat((await _open.Find()).Repairs.Select(open => open.Plan)).Where(plan => plan.Action.Target == target);
        foreach (var plan in plans.OrderByDescending(plan => plan.OpenedAt))
        {
            var journal = await IncidentJournal.Load(plan, audit);
            if (journal.Rows.LastOrDefault(row => row.Verdicts is not null) is { } row) return VerdictColumn.Read(row.Verdicts).Findings;
        }

        return [];
    }

    public Task Score() => shadows.Score(Name, _book);

    public async Task<ImmutableArray<ScoredCase>> ScoredCases() => [.. await ShadowLedger.Cases(_book)];

    public async Task<DecisionOutcome> Decide(string incidentId, bool approve, string actor, string? comment)
    {
        var outcome = await _approval.Decide(incidentId, approve, actor, comment);
        if (outcome == DecisionOutcome.Expired) _rounds.Renew(incidentId);
        if (outcome is DecisionOutcome.Expired or DecisionOutcome.Taken) _rounds.Poke();
        return outcome;
    }

    public async Task<bool> ResumeAfterStorm(string actor, string? reason)
    {
        if (!await _memory.EndStorm(actor, reason)) return false;
        _rounds.Poke();
        return true;
    }
}
