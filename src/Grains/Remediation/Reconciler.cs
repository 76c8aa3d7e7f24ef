using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Takes one incident's repair as far as it goes now, by its journal and what it reads, and says when it is to be looked at again. It never
/// waits for anything but an answer: a guest that boots is looked at again later.
/// </summary>
internal sealed partial class Reconciler(
    IActuator actuator, ProbeReadingsReader eyes, FactReader facts, LocalFactsReader outlooks, RepairGate gate, RepairJournals journals,
    RepairWriter writer, MonitorSettings settings,
    SteadyClock time, ILogger<Reconciler> log)
{
    /// <summary>Goes on until nothing is left to do now.</summary>
    /// <param name="one">The repair.</param>
    /// <param name="cluster">What the repairs of its cluster share.</param>
    /// <param name="stopping">Begins no further step; what is being sent is finished.</param>
    public async Task<ReconcileResult> Reconcile(RepairCase one, ClusterRepairs cluster, CancellationToken stopping)
    {
        one.Local = null;
        await journals.Open(one);
        if (!one.InFlight && await AtRest(one, cluster) is { } rests) return rests;
        while (!stopping.IsCancellationRequested)
        {
            var began = one.InFlight;
            if (await Step(one, cluster) is { } result) return result;

            // Its slot goes to others first.
            if (began && !one.InFlight) return ReconcileResult.Again(time.GetUtcNow(), "its attempt is over");
        }

        return ReconcileResult.WhenWoken("the monitor stops");
    }

    // Nothing is under way: whether there is anything left to repair.
    private async Task<ReconcileResult?> AtRest(RepairCase one, ClusterRepairs cluster)
    {
        await cluster.Memory.Forget(one.Plan);
        if (!one.IsOpen) return ReconcileResult.Done("its incident is over");
        if (one is { InUse: true, SuspendedBy: { } reason })
        {
            if (one.Journal!.Proposal is { Approved: null })
                await writer.Write(
                    one, one.Journal.Last!
                        with
                    {
                        Mark = JournalMark.Withdrawn,
                        At = time.GetUtcNow(),
                        Reason = $"it is not proposed any more: {reason}"
                    }, null);
            return ReconcileResult.WhenWoken(reason);
        }

        return one.InUse && one.Journal!.Proposal?.At(time.GetUtcNow()) == ProposalState.Rejected
            ? ReconcileResult.WhenWoken("a person rejected it") : null;
    }

    // What another clock wrote in the future holds nothing up for longer than its own limit.
    private IReadOnlyList<JournalEntry> Known(IReadOnlyList<JournalEntry> entries) =>
        entries.Any(entry => time.Correct(entry.At) != entry.At)
        ? [.. entries.Select(entry => entry with { At = time.Correct(entry.At) })] : entries;

    private async Task<ReconcileResult?> Step(RepairCase one, ClusterRepairs cluster)
    {
        var now = time.GetUtcNow();
        var step = RemediationMachine.Next(one.Plan, Known(one.Journal!.Entries), one.Evidence, now, settings.Guardrails, one.InUse);
        switch (step.Kind)
        {
            case RemediationStepKind.Done:
                return one.InUse ? await Rest(one, step.Reason, null, cluster) : ReconcileResult.Done(step.Reason);
            case RemediationStepKind.Read:
                if (!one.InFlight && await gate.Check(one, step, cluster) is { } held) return held;
                one.Evidence = await eyes.Read(step, one.Evidence, one.Journal!.Entries.Count);
                return null;
            case RemediationStepKind.Wait when one.InFlight || one.Evidence.Asked == Reads.None:
                one.Evidence = one.Evidence.Aged();
                return ReconcileResult.Again(step.Until, step.Reason);
            case RemediationStepKind.Wait:
                return await Rest(one, step.Reason, null, cluster);
            case RemediationStepKind.Hold:
                if (await Holds(one, step, cluster) || !one.InFlight) return await Rest(one, step.Reason, one.Journal!.Refused, cluster);
                one.Evidence = one.Evidence.Aged();
                return ReconcileResult.Again(step.Until, step.Reason);
            case RemediationStepKind.Plan:
                return await Plan(one, step, cluster);
            case RemediationStepKind.Dispatch:
                return await Dispatch(one, step, cluster);
            default:
                return await writer.Write(one, step.Entry(now), null) ? null : Overtaken();
        }
    }

    // A look came to nothing: the next one has time. Where nothing was read there was none.
    private async Task<ReconcileResult> Rest(RepairCase one, string reason, GuardrailReport? refused, ClusterRepairs cluster)
    {
        if (one.Evidence.Asked == Reads.None) return ReconcileResult.WhenWoken(reason);
        one.Evidence = ProbeReadings.None;
        one.Local = one.Local is { } before ? before with { Rows = one.Journal!.Rows.Count }
            : await outlooks.Read(one, refused ?? new([]), cluster.Index.WideIncidents);
        one.Recheck = Recheck.After(one.Recheck, one.Local, refused, time.GetUtcNow(), settings.Guardrails);
        return ReconcileResult.Again(one.Recheck.At, reason);
    }

    // Whether it still stands cannot be read. What holds it up is on record all the same; leave alone does not: nobody is asked about what
    // nobody sees.
    private async Task<bool> Holds(RepairCase one, RemediationStep step, ClusterRepairs cluster)
    {
        var (report, context) = await Judge(one, step, cluster);
        if (report.Allows || report.OnlyAuthorizationMissing) return false;
        await writer.Block(one, step, report, context);
        return true;
    }

    private async Task<ReconcileResult?> Plan(RepairCase one, RemediationStep step, ClusterRepairs cluster)
    {
        var (report, context) = await Judge(one, step, cluster);
        if (!report.Allows) return await Refuse(one, step, report, context, cluster);

        // Leave may have been given since it was looked at.
        if (!cluster.Slots.TryTake(one)) return ReconcileResult.ForSlot("it waits for its turn");
        await cluster.Memory.Keep(one.Plan);
        if (!await writer.Write(one, step.Entry(time.GetUtcNow()), report)) return Overtaken();
        one.Recheck = null;
        return null;
    }

    private async Task<ReconcileResult?> Dispatch(RepairCase one, RemediationStep step, ClusterRepairs cluster)
    {
        // A decision of a person may have come since.
        if (!await journals.Reload(one)) return Overtaken();
        var (report, context) = await Judge(one, step, cluster);
        if (!report.Allows) return await Refuse(one, step, report, context, cluster);

        // Only who has written this entry sends: a second writer, or one that does not know whether its write came through, looks for the
        // task instead.
        var sending = step.Entry(time.GetUtcNow());
        if (!await writer.Save(one, sending, report)) return Overtaken();
        var result = await actuator.SendAsync(step.Action, CancellationToken.None);
        LogSent(log, step.Action.Name, step.Action.Target, result.Kind, result.Reason);
        await writer.Save(one, sending.Answered(result, time.GetUtcNow()), null);

        // Published only now: nothing that can fail stands between the entry and the call but the call itself.
        await writer.Publish(one);
        return null;
    }

    private async Task<ReconcileResult> Refuse(
        RepairCase one, RemediationStep step, GuardrailReport report, GuardrailContext context, ClusterRepairs cluster)
    {
        await writer.Block(one, step, report, context);
        return await Rest(one, report.Obstacle?.Verdict.Reason ?? step.Reason, report, cluster);
    }

    private async Task<(GuardrailReport Report, GuardrailContext Context)> Judge(
        RepairCase one, RemediationStep step, ClusterRepairs cluster)
    {
        // One without a slot cannot begin by this: it is judged for what it is proposed or recorded as.
        var around = cluster.Slots.Holds(one) ? cluster.Around(one) : cluster.AroundUnbegun(one);
        var context = await facts.Live(one.Plan, step.Action, one.Evidence, one.Journal!, around);
        one.Level = context.Level;
        return (GuardrailCatalog.Judge(context), context);
    }

    // Not at once, or two that write for one incident would chase each other.
    private ReconcileResult Overtaken() =>
        ReconcileResult.Again(time.GetUtcNow() + settings.Guardrails.VerifyEvery, "another has written to its journal");

    [LoggerMessage(LogLevel.Information, "{Action} on {Target} was sent: {Outcome}; {Reason}")]
    private static partial void LogSent(ILogger log, string action, EntityId target, ActResultKind outcome, string reason);
}
