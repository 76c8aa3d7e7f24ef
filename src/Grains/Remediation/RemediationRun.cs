using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Takes one incident's repair as far as it goes now: to its end, or to where it must wait for the next tick.</summary>
internal sealed partial class RemediationRun(
    IActuator actuator, EvidenceReader eyes, FactReader facts, RepairPace pace, RepairWriter writer, MonitorSettings settings, SteadyClock clock, TimeProvider time, ILogger<RemediationRun> log)
{
    /// <summary>Goes on until nothing is left to do now.</summary>
    /// <param name="repair">The incident and what is written about it.</param>
    /// <param name="cluster">What goes on beside it, asked anew before each decision.</param>
    /// <param name="stopping">Ends waiting; what is being sent is finished.</param>
    public async Task Go(Repair repair, Func<ClusterFacts> cluster, CancellationToken stopping)
    {
        var evidence = Evidence.None;
        while (!stopping.IsCancellationRequested)
        {
            var step = Next(repair, evidence);
            switch (step.Kind)
            {
                case StepKind.Done:
                    await Rest(repair, step, evidence, null, cluster());
                    return;
                case StepKind.Read:
                    if (!repair.Journal.InFlight && !await Looks(repair, step, cluster())) return;
                    evidence = await eyes.Read(step, evidence, repair.Journal.Entries.Count);
                    break;
                case StepKind.Wait:
                    if (!repair.Journal.InFlight)
                    {
                        await Rest(repair, step, evidence, null, cluster());
                        return;
                    }

                    await Wait(step.Until, stopping);
                    evidence = evidence.Aged();
                    break;
                case StepKind.Hold:
                    if (await Holds(repair, step, evidence, cluster()) || !repair.Journal.InFlight)
                    {
                        await Rest(repair, step, evidence, repair.Journal.Refused, cluster());
                        return;
                    }

                    await Wait(step.Until, stopping);
                    evidence = evidence.Aged();
                    break;
                case StepKind.Plan:
                    if (!await TryPlan(repair, step, evidence, cluster())) return;
                    break;
                case StepKind.Dispatch:
                    if (!await TryDispatch(repair, step, evidence, cluster())) return;
                    break;
                default:
                    await writer.Write(repair, step.Entry(time.GetUtcNow()), null);
                    break;
            }
        }
    }

    /// <summary>Writes down, once, that a repair which would begin waits for its turn.</summary>
    public async Task Queue(Repair repair, ClusterFacts cluster)
    {
        if (!repair.IsToBegin || Next(repair, Evidence.None) is not { Kind: StepKind.Read } step) return;
        var (report, context) = await Standing(repair, step, cluster);
        if (report.OnlyWaitsForTurn) await writer.Block(repair, step, report, context);
    }

    /// <summary>Takes a proposal back that nobody has decided on.</summary>
    public async Task Shelve(Repair repair, string reason)
    {
        if (repair.Journal.InFlight || repair.Journal.Proposal is not { Approved: null }) return;
        var last = repair.Journal.Last!;
        await writer.Write(repair, last with { Mark = JournalMark.Withdrawn, At = time.GetUtcNow(), Reason = $"it is not proposed any more: {reason}" }, null);
    }

    private Step Next(Repair repair, Evidence evidence) =>
        RemediationMachine.Next(repair.Plan, Known(repair.Journal.Entries), evidence, time.GetUtcNow(), settings.Guardrails);

    private IReadOnlyList<JournalEntry> Known(IReadOnlyList<JournalEntry> entries) =>
        entries.Any(entry => clock.Known(entry.At) != entry.At) ? [.. entries.Select(entry => entry with { At = clock.Known(entry.At) })] : entries;

    private async Task<(GuardrailReport Report, GuardrailContext Context)> Standing(Repair repair, Step step, ClusterFacts cluster)
    {
        var context = await facts.Standing(repair.Plan, step.Action, repair.Journal, cluster);
        repair.Level = context.Level;
        return (StandingGuardrails.Judge(context), context);
    }

    private async Task<(GuardrailReport Report, GuardrailContext Context)> Live(Repair repair, Step step, Evidence evidence, ClusterFacts cluster)
    {
        var context = await facts.Live(repair.Plan, step.Action, evidence, repair.Journal, cluster);
        repair.Level = context.Level;
        return (GuardrailCatalog.Judge(context), context);
    }

    // Refused by what the monitor knows itself, or nothing new since it was refused: nothing of Proxmox is read.
    private async Task<bool> Looks(Repair repair, Step step, ClusterFacts cluster)
    {
        var (report, context) = await Standing(repair, step, cluster);
        if (repair.IsToBegin && StandingGuardrails.Refuses(report))
        {
            await writer.Block(repair, step, report, context);
            return false;
        }

        if (repair.IsToBegin && !report.Allows && !cluster.Renewed && VerdictColumn.Signature(report) == repair.Journal.Refusal) return false;
        return await pace.LetsLook(repair, step, report, cluster);
    }

    // A look came to nothing: the next one has time. Where nothing was read there was none.
    private async Task Rest(Repair repair, Step step, Evidence evidence, GuardrailReport? refused, ClusterFacts cluster)
    {
        if (evidence.Asked != Reads.None) await pace.Rest(repair, refused, (await Standing(repair, step, cluster)).Report, cluster);
    }

    // Whether it still stands cannot be read. What holds it up is on record all the same; leave alone does not: nobody is asked about what nobody sees.
    private async Task<bool> Holds(Repair repair, Step step, Evidence evidence, ClusterFacts cluster)
    {
        var (report, context) = await Live(repair, step, evidence, cluster);
        if (report.Allows || report.OnlyLeaveIsMissing) return false;
        await writer.Block(repair, step, report, context);
        return true;
    }

    private async Task<bool> TryPlan(Repair repair, Step step, Evidence evidence, ClusterFacts cluster)
    {
        var (report, context) = await Live(repair, step, evidence, cluster);
        if (!report.Allows)
        {
            await writer.Block(repair, step, report, context);
            await Rest(repair, step, evidence, report, cluster);
            return false;
        }

        if (!await writer.Write(repair, step.Entry(time.GetUtcNow()), report)) return false;
        repair.Recheck = null;
        repair.Planned();
        return true;
    }

    private async Task<bool> TryDispatch(Repair repair, Step step, Evidence evidence, ClusterFacts cluster)
    {
        // A decision of a person may have come since.
        if (!await repair.Reload()) return true;
        var (report, context) = await Live(repair, step, evidence, cluster);
        if (!report.Allows)
        {
            await writer.Block(repair, step, report, context);
            await Rest(repair, step, evidence, report, cluster);
            return false;
        }

        // Only who has written this entry sends: a second writer, or one that does not know whether its write came through, looks for the task instead.
        var sending = step.Entry(time.GetUtcNow());
        var told = repair.Journal.Rows.Count;
        if (!await writer.Save(repair, sending, report)) return true;
        var result = await actuator.SendAsync(step.Action, CancellationToken.None);
        LogSent(log, step.Action.Name, step.Action.Target, result.Kind, result.Reason);
        await writer.Save(repair, sending.Answered(result, time.GetUtcNow()), null);

        // Told only now: nothing that can fail stands between the entry and the call but the call itself.
        await writer.Tell(repair, told);
        return true;
    }

    private async Task Wait(DateTimeOffset until, CancellationToken stopping)
    {
        var pause = until - time.GetUtcNow();
        if (pause > TimeSpan.Zero) await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [LoggerMessage(LogLevel.Information, "{Action} on {Target} was sent: {Outcome}; {Reason}")]
    private static partial void LogSent(ILogger log, string action, EntityId target, ActResultKind outcome, string reason);
}
