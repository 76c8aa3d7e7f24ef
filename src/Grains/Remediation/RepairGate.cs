using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Says whether a repair that is not under way is worth reading anything of Proxmox for: not while what the monitor knows by itself refuses
/// it, not before its slot is free, and not again and again while what refused it last still does.
/// </summary>
internal sealed class RepairGate(
    OpenRepairsReader open, LocalFactsReader outlooks, ProbeReadingsReader eyes, FactReader facts, RepairWriter writer,
    MonitorSettings settings, TimeProvider time)
{
    /// <summary>Why it is not to be looked at now; null where it is.</summary>
    public async Task<ReconcileResult?> Check(RepairCase one, RemediationStep step, ClusterRepairs cluster)
    {
        var now = time.GetUtcNow();
        if (one.Journal!.Last is { Mark: JournalMark.Succeeded } repaired && now < repaired.At + settings.Guardrails.AskAgainAfter)
            return ReconcileResult.Again(repaired.At + settings.Guardrails.AskAgainAfter, "it has just been repaired");

        var (report, context) = await Judge(one, step, cluster.AroundUnbegun(one));
        if (!report.Allows) cluster.Slots.Return(one);
        if (one.IsToBegin && LocalGuardrails.Refuses(report)) return await Refuse(one, step, report, context, cluster);
        one.Local = await outlooks.Read(one, report, cluster.Index.WideIncidents);
        if (one.IsToBegin && !report.Allows && !one.IsRenewed && VerdictColumn.Signature(report) == one.Journal.Refusal)
            return ReconcileResult.Again(report.AskAgainAt > now ? report.AskAgainAt : null, report.Refusal!.Verdict.Reason);
        if (one.Recheck?.IsDue(one.Local, now) == false && !one.IsRenewed)
            return ReconcileResult.Again(one.Recheck.At, "nothing that bears on it has changed");
        if (report.Allows && await Queue(one, step, cluster) is { } turn) return turn;
        return await Current(one) ?? await Lifted(one, step, cluster);
    }

    private async Task<ReconcileResult> Refuse(
        RepairCase one, RemediationStep step, GuardrailReport report, GuardrailContext context, ClusterRepairs cluster)
    {
        await writer.Block(one, step, report, context);
        var now = time.GetUtcNow();
        var reason = report.Obstacle!.Verdict.Reason;
        if (context.KillSwitch is null) return ReconcileResult.Again(now + settings.Guardrails.AskAgainAfter, reason);

        // Whoever ends these wakes all that wait for it; until then nothing else about it matters.
        if (context.KillSwitch.Active || context.Storm is { Active: true })
            return ReconcileResult.WhenWoken(reason);

        one.Local = await outlooks.Read(one, report, cluster.Index.WideIncidents);
        return ReconcileResult.Again(report.AskAgainAt > now ? report.AskAgainAt : null, reason);
    }

    // Behind one that is only being looked at it waits without a word: that may come to nothing within a second.
    private async Task<ReconcileResult?> Queue(RepairCase one, RemediationStep step, ClusterRepairs cluster)
    {
        if (cluster.Slots.TryTake(one)) return null;
        one.Local = null;
        if (!cluster.Slots.IsBlockedByWork(one)) return ReconcileResult.ForSlot("others are looked at first", silent: true);
        if (!one.IsToBegin) return ReconcileResult.ForSlot("it waits for its turn");
        var (report, context) = await Judge(one, step, cluster.Around(one));
        if (!report.Allows) await writer.Block(one, step, report, context);
        return ReconcileResult.ForSlot(report.Obstacle?.Verdict.Reason ?? "it waits for its turn");
    }

    // It may have waited for long, and a window or a wider incident may cover it by now, of which word may have been lost.
    private async Task<ReconcileResult?> Current(RepairCase one)
    {
        if (await open.Find(one.Id) is not ({ IsOpen: true } incident, { } plan, _))
        {
            one.IsOpen = false;
            return ReconcileResult.Done("its incident is over");
        }

        (one.Plan, one.SuspendedBy, one.IsOvershadowed) =
            (plan, OpenRepairsReader.SuspendedBy(incident), OpenRepairsReader.IsOvershadowed(incident));
        return one.SuspendedBy is { } reason ? ReconcileResult.Again(time.GetUtcNow(), reason) : null;
    }

    private async Task<ReconcileResult?> Lifted(RepairCase one, RemediationStep step, ClusterRepairs cluster)
    {
        if (one.IsRenewed || one.Journal!.Refused is not { Lasting: { } guardrail } refused) return null;
        var readings = guardrail.Reads.HasFlag(GuardrailReads.Target)
            ? await eyes.Read(step, ProbeReadings.None, one.Journal.Entries.Count) : ProbeReadings.None;
        var now = guardrail.Evaluate(await facts.Live(one.Plan, step.Action, readings, one.Journal, cluster.Around(one), guardrail.Reads));
        if (now.Kind != refused.Findings.First(finding => finding.Guardrail == guardrail.Name).Verdict.Kind) return null;
        one.Recheck = Recheck.After(one.Recheck, one.Local!, refused, time.GetUtcNow(), settings.Guardrails);
        return ReconcileResult.Again(one.Recheck.At, now.Reason);
    }

    private async Task<(GuardrailReport Report, GuardrailContext Context)> Judge(
        RepairCase one, RemediationStep step, RepairSurroundings around)
    {
        var context = await facts.ReadLocal(one.Plan, step.Action, one.Journal!, around);
        one.Level = context.Level;
        return (LocalGuardrails.Judge(context), context);
    }
}
