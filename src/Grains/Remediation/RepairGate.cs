using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Decides whether to read from Proxmox for a repair that is not in flight: not while a local guardrail refuses it, not before a slot is
/// free, and not repeatedly while the last refusal still applies.
/// </summary>
internal sealed class RepairGate(
    OpenRepairsReader open, LocalFactsReader localFacts, ProbeReadingsReader probeReadings, FactReader facts, RepairWriter writer,
    MonitorSettings settings, TimeProvider time)
{
    /// <summary>Why the repair is not checked now; null if it is.</summary>
    public async Task<ReconcileResult?> Check(
        RepairCase repair, RemediationStep step, ClusterRepairs cluster, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (repair.Journal!.Last is { Mark: JournalMark.Succeeded } repaired && now < repaired.At + settings.Guardrails.AskAgainAfter)
            return ReconcileResult.RetryAt(repaired.At + settings.Guardrails.AskAgainAfter, "it has just been repaired");

        var (report, context) = await Judge(repair, step, cluster.SurroundingsOfProposal(repair));
        if (!report.Allows) cluster.Slots.Return(repair);
        if (repair.IsToBegin && LocalGuardrails.Refuses(report)) return await Refuse(repair, step, report, context, cluster);
        repair.Local = await localFacts.Read(repair, report, cluster.Index.WideIncidents);
        if (repair.IsToBegin && !report.Allows && !repair.IsRenewed && VerdictColumn.Signature(report) == repair.Journal.Refusal)
            return ReconcileResult.RetryAt(report.AskAgainAt > now ? report.AskAgainAt : null, report.Refusal!.Verdict.Reason);
        if (repair.Recheck?.IsDue(repair.Local, now) == false && !repair.IsRenewed)
            return ReconcileResult.RetryAt(repair.Recheck.At, "nothing that bears on it has changed");
        if (report.Allows && await Queue(repair, step, cluster) is { } turn) return turn;
        return await CheckIncident(repair) ?? await CheckRefusal(repair, step, cluster, cancellation);
    }

    private async Task<ReconcileResult> Refuse(
        RepairCase repair, RemediationStep step, GuardrailReport report, GuardrailContext context, ClusterRepairs cluster)
    {
        await writer.Block(repair, step, report, context);
        var now = time.GetUtcNow();
        var reason = report.Obstacle!.Verdict.Reason;
        if (context.KillSwitch is null) return ReconcileResult.RetryAt(now + settings.Guardrails.AskAgainAfter, reason);

        // The end of either wakes all repairs that wait; until then nothing else matters.
        if (context.KillSwitch.Active || context.Storm is { Active: true })
            return ReconcileResult.WaitForEvent(reason);

        repair.Local = await localFacts.Read(repair, report, cluster.Index.WideIncidents);
        return ReconcileResult.RetryAt(report.AskAgainAt > now ? report.AskAgainAt : null, reason);
    }

    // Behind a repair that is only being checked it waits without an entry, since the check may end within a second.
    private async Task<ReconcileResult?> Queue(RepairCase repair, RemediationStep step, ClusterRepairs cluster)
    {
        if (cluster.Slots.TryTake(repair)) return null;
        repair.Local = null;
        if (!cluster.Slots.IsBlockedByWork(repair)) return ReconcileResult.WaitForSlot("others are looked at first", silent: true);
        if (!repair.IsToBegin) return ReconcileResult.WaitForSlot("it waits for its turn");
        var (report, context) = await Judge(repair, step, cluster.Surroundings(repair));
        if (!report.Allows) await writer.Block(repair, step, report, context);
        return ReconcileResult.WaitForSlot(report.Obstacle?.Verdict.Reason ?? "it waits for its turn");
    }

    /// <summary>
    /// Why the incident needs no repair now; null if it does. While it waited, a maintenance window or a wider incident may have covered
    /// it, and that notification may be lost.
    /// </summary>
    public async Task<ReconcileResult?> CheckIncident(RepairCase repair)
    {
        if (await open.Find(repair.Id) is not ({ IsOpen: true } incident, { } plan, _))
        {
            repair.IsOpen = false;
            return ReconcileResult.Done("its incident is over");
        }

        (repair.Plan, repair.SuspendedBy, repair.IsOvershadowed) =
            (plan, OpenRepairsReader.SuspendedBy(incident), OpenRepairsReader.IsOvershadowed(incident));
        return repair.SuspendedBy is { } reason ? ReconcileResult.RetryAt(time.GetUtcNow(), reason) : null;
    }

    private async Task<ReconcileResult?> CheckRefusal(
        RepairCase repair, RemediationStep step, ClusterRepairs cluster, CancellationToken cancellation)
    {
        if (repair.IsRenewed || repair.Journal!.Refused is not { Lasting: { } guardrail } refused) return null;
        var readings = guardrail.Reads.HasFlag(GuardrailReads.Target)
            ? await probeReadings.Read(step, ProbeReadings.None, repair.Journal.Entries.Count, cancellation) : ProbeReadings.None;
        var context = await facts.Live(
            repair.Plan, step.Action, readings, repair.Journal, cluster.Surroundings(repair), guardrail.Reads, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var now = guardrail.Evaluate(context);
        if (now.Kind != refused.Findings.First(finding => finding.Guardrail == guardrail.Name).Verdict.Kind) return null;
        repair.Recheck = Recheck.After(repair.Recheck, repair.Local!, refused, time.GetUtcNow(), settings.Guardrails);
        return ReconcileResult.RetryAt(repair.Recheck.At, now.Reason);
    }

    private async Task<(GuardrailReport Report, GuardrailContext Context)> Judge(
        RepairCase repair, RemediationStep step, RepairSurroundings surroundings)
    {
        var context = await facts.ReadLocal(step.Action, repair.Journal!, surroundings);
        repair.Level = context.Level;
        return (LocalGuardrails.Judge(context), context);
    }
}
