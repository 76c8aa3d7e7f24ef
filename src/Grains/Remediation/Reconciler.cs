using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Advances the repair of one incident as far as possible now, by its journal and live readings, and returns when to check it again. It
/// only waits for answers: a guest that boots is checked again later.
/// </summary>
internal sealed partial class Reconciler(
    IActuator actuator, ProbeReadingsReader probeReadings, FactReader facts, LocalFactsReader localFacts, RepairGate gate,
    RepairJournals journals, RepairWriter writer, MonitorSettings settings, SteadyClock time, ILogger<Reconciler> log)
{
    /// <summary>Runs steps until nothing is left to do now.</summary>
    /// <param name="repair">The repair.</param>
    /// <param name="cluster">What the repairs of its cluster share.</param>
    /// <param name="stopping">Cancels reads and begins no further step. A request that is being sent, and its entries, are
    /// finished.</param>
    public async Task<ReconcileResult> Reconcile(RepairCase repair, ClusterRepairs cluster, CancellationToken stopping)
    {
        repair.Local = null;
        await journals.Open(repair);
        if (!repair.InFlight && await CheckIdle(repair, cluster) is { } idle) return idle;
        while (!stopping.IsCancellationRequested)
        {
            var began = repair.InFlight;
            if (await Step(repair, cluster, stopping) is { } result) return result;

            // Others get its slot first.
            if (began && !repair.InFlight) return ReconcileResult.RetryAt(time.GetUtcNow(), "its attempt is over");
        }

        return ReconcileResult.WaitForEvent("the monitor stops");
    }

    // Nothing is in flight: checks whether anything is left to repair.
    private async Task<ReconcileResult?> CheckIdle(RepairCase repair, ClusterRepairs cluster)
    {
        await cluster.Memory.Forget(repair.Plan);
        if (!repair.IsOpen) return ReconcileResult.Done("its incident is over");
        if (repair is { InUse: true, SuspendedBy: { } reason })
        {
            if (repair.Journal!.Proposal is { Approved: null })
            {
                var entry = repair.Journal.Last! with
                {
                    Mark = JournalMark.Withdrawn,
                    At = time.GetUtcNow(),
                    Reason = $"it is not proposed any more: {reason}",
                };
                await writer.Write(repair, entry, null);
            }

            return ReconcileResult.WaitForEvent(reason);
        }

        return repair.InUse && repair.Journal!.Proposal?.At(time.GetUtcNow()) == ProposalState.Rejected
            ? ReconcileResult.WaitForEvent("a person rejected it") : null;
    }

    // An entry from the future, by another clock, delays nothing longer than its own limit.
    private IReadOnlyList<JournalEntry> Known(IReadOnlyList<JournalEntry> entries) =>
        entries.Any(entry => time.Correct(entry.At) != entry.At)
        ? [.. entries.Select(entry => entry with { At = time.Correct(entry.At) })] : entries;

    private async Task<ReconcileResult?> Step(RepairCase repair, ClusterRepairs cluster, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var entries = Known(repair.Journal!.Entries);
        var step = RemediationMachine.Next(repair.Plan, entries, repair.Evidence, now, settings.Guardrails, repair.InUse);
        switch (step.Kind)
        {
            case RemediationStepKind.Done:
                return repair.InUse ? await Pause(repair, step.Reason, null, cluster) : ReconcileResult.Done(step.Reason);
            case RemediationStepKind.Read:
                if (!repair.InFlight && await gate.Check(repair, step, cluster, stopping) is { } held) return held;
                repair.Evidence = await probeReadings.Read(step, repair.Evidence, repair.Journal!.Entries.Count, stopping);
                return null;
            case RemediationStepKind.Wait when repair.InFlight || repair.Evidence.Asked == Reads.None:
                repair.Evidence = repair.Evidence.Aged();
                return ReconcileResult.RetryAt(step.Until, step.Reason);
            case RemediationStepKind.Wait:
                return await Pause(repair, step.Reason, null, cluster);
            case RemediationStepKind.Hold:
                if (await IsRefused(repair, step, cluster, stopping) || !repair.InFlight)
                    return await Pause(repair, step.Reason, repair.Journal!.Refused, cluster);
                repair.Evidence = repair.Evidence.Aged();
                return ReconcileResult.RetryAt(step.Until, step.Reason);
            case RemediationStepKind.Plan:
                return await Plan(repair, step, cluster, stopping);
            case RemediationStepKind.Dispatch:
                return await Dispatch(repair, step, cluster, stopping);
            default:
                return await writer.Write(repair, step.Entry(now), null) ? null : Conflict();
        }
    }

    // The check changed nothing: the next one has time. If nothing was read, an event starts it.
    private async Task<ReconcileResult> Pause(RepairCase repair, string reason, GuardrailReport? refused, ClusterRepairs cluster)
    {
        if (repair.Evidence.Asked == Reads.None) return ReconcileResult.WaitForEvent(reason);
        repair.Evidence = ProbeReadings.None;
        repair.Local = repair.Local is { } before ? before with { Rows = repair.Journal!.Rows.Count }
            : await localFacts.Read(repair, refused ?? new([]), cluster.Index.WideIncidents);
        repair.Recheck = Recheck.After(repair.Recheck, repair.Local, refused, time.GetUtcNow(), settings.Guardrails);
        return ReconcileResult.RetryAt(repair.Recheck.At, reason);
    }

    // Whether the condition is still active cannot be read. A refusal is written all the same, but without it nothing is proposed.
    private async Task<bool> IsRefused(
        RepairCase repair, RemediationStep step, ClusterRepairs cluster, CancellationToken stopping)
    {
        var (report, context) = await Judge(repair, step, cluster, stopping);
        if (report.Allows || report.OnlyAuthorizationMissing) return false;
        await writer.Block(repair, step, report, context);
        return true;
    }

    private async Task<ReconcileResult?> Plan(
        RepairCase repair, RemediationStep step, ClusterRepairs cluster, CancellationToken stopping)
    {
        var (report, context) = await Judge(repair, step, cluster, stopping);
        if (!report.Allows) return await Refuse(repair, step, report, context, cluster);

        // Authorization may have been given since the last check.
        if (!cluster.Slots.TryTake(repair)) return ReconcileResult.WaitForSlot("it waits for its turn");
        await cluster.Memory.Keep(repair.Plan);
        if (!await writer.Write(repair, step.Entry(time.GetUtcNow()), report)) return Conflict();
        repair.Recheck = null;
        return null;
    }

    private async Task<ReconcileResult?> Dispatch(
        RepairCase repair, RemediationStep step, ClusterRepairs cluster, CancellationToken stopping)
    {
        // A person may have decided meanwhile.
        if (!await journals.Reload(repair)) return Conflict();

        // It may have been planned long ago: the monitor was stopped since, or the database was away.
        if (await gate.CheckIncident(repair) is { } over)
        {
            var withdrawn = (step with { Kind = RemediationStepKind.Withdraw, Reason = over.Reason }).Entry(time.GetUtcNow());
            return await writer.Write(repair, withdrawn, null) ? null : Conflict();
        }

        var (report, context) = await Judge(repair, step, cluster, stopping);
        if (!report.Allows) return await Refuse(repair, step, report, context, cluster);

        // Only the writer of this entry sends. Another writer, or one whose write may have failed, looks for the task instead.
        var sending = step.Entry(time.GetUtcNow());
        if (!await writer.Save(repair, sending, report)) return Conflict();
        var result = await actuator.SendAsync(step.Action, CancellationToken.None);
        LogSent(log, step.Action.Name, step.Action.Target, result.Kind, result.Reason);
        await writer.Save(repair, sending.Answered(result, time.GetUtcNow()), null);

        // Published only now, so that nothing that can fail happens between the entry and the request.
        await writer.Publish(repair);
        return null;
    }

    private async Task<ReconcileResult> Refuse(
        RepairCase repair, RemediationStep step, GuardrailReport report, GuardrailContext context, ClusterRepairs cluster)
    {
        await writer.Block(repair, step, report, context);
        return await Pause(repair, report.Obstacle?.Verdict.Reason ?? step.Reason, report, cluster);
    }

    private async Task<(GuardrailReport Report, GuardrailContext Context)> Judge(
        RepairCase repair, RemediationStep step, ClusterRepairs cluster, CancellationToken stopping)
    {
        // A repair without a slot cannot begin now: it is evaluated for a proposal or a record.
        var surroundings = cluster.Slots.Holds(repair) ? cluster.Surroundings(repair) : cluster.SurroundingsOfProposal(repair);
        var context = await facts.Live(
            repair.Plan, step.Action, repair.Evidence, repair.Journal!, surroundings, GuardrailReads.All, stopping);
        stopping.ThrowIfCancellationRequested();

        // A storm may have begun during the reads.
        context = context with { Storm = cluster.Memory.State.Storm };
        repair.Level = context.Level;
        return (GuardrailCatalog.Judge(context), context);
    }

    // Not at once, or two writers for one incident would keep conflicting.
    private ReconcileResult Conflict() =>
        ReconcileResult.RetryAt(time.GetUtcNow() + settings.Guardrails.VerifyEvery, "another has written to its journal");

    [LoggerMessage(LogLevel.Information, "{Action} on {Target} was sent: {Outcome}; {Reason}")]
    private static partial void LogSent(ILogger log, string action, EntityId target, ActResultKind outcome, string reason);
}
