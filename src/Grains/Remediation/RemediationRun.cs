using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Takes one incident's repair as far as it goes now: to its end, or to where it must wait for the next tick.</summary>
internal sealed partial class RemediationRun(
    IActuator actuator, EvidenceReader eyes, FactReader facts, RemediationStory story, RemediationMetrics metrics, MonitorSettings settings, TimeProvider time, ILogger<RemediationRun> log)
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
            var step = RemediationMachine.Next(repair.Plan, repair.Journal.Entries, evidence, time.GetUtcNow(), settings.Guardrails);
            switch (step.Kind)
            {
                case StepKind.Done:
                    return;
                case StepKind.Read:
                    if (repair.IsToBegin && await Stands(repair, step, cluster())) return;
                    evidence = await eyes.Read(step, evidence, repair.Journal.Entries.Count);
                    break;
                case StepKind.Wait:
                    if (!repair.Journal.InFlight) return;
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
                    await Write(repair, step.Entry(time.GetUtcNow()), null);
                    break;
            }
        }
    }

    // Refused as before by what the monitor knows itself: nothing of Proxmox is read.
    private async Task<bool> Stands(Repair repair, Step step, ClusterFacts cluster)
    {
        var context = await facts.Standing(repair.Plan, step.Action, repair.Journal, cluster);
        var report = StandingGuardrails.Judge(context);
        repair.Level = context.Level;
        if (StandingGuardrails.Refuses(report))
        {
            await Block(repair, step, report, context);
            return true;
        }

        return !report.Allows && !cluster.Renewed && VerdictColumn.Signature(report) == repair.Journal.Refusal;
    }

    private async Task<bool> TryPlan(Repair repair, Step step, Evidence evidence, ClusterFacts cluster)
    {
        var context = await facts.Live(repair.Plan, step.Action, evidence, repair.Journal, cluster);
        var report = Judge(repair, context);
        if (report.Allows) return await Write(repair, step.Entry(time.GetUtcNow()), report);
        await Block(repair, step, report, context);
        return false;
    }

    private async Task<bool> TryDispatch(Repair repair, Step step, Evidence evidence, ClusterFacts cluster)
    {
        // A decision of a person may have come since.
        if (!await repair.Reload()) return true;
        var context = await facts.Live(repair.Plan, step.Action, evidence, repair.Journal, cluster);
        var report = Judge(repair, context);
        if (!report.Allows)
        {
            await Block(repair, step, report, context);
            return false;
        }

        // Only who has written this entry sends: a second writer, or one that does not know whether its write came through, looks for the task instead.
        var sending = step.Entry(time.GetUtcNow());
        var told = repair.Journal.Rows.Count;
        if (!await Save(repair, sending, report)) return true;
        var result = await actuator.SendAsync(step.Action, CancellationToken.None);
        LogSent(log, step.Action.Name, step.Action.Target, result.Kind, result.Reason);
        await Save(repair, sending.Answered(result, time.GetUtcNow()), null);

        // Told only now: nothing that can fail stands between the entry and the call but the call itself.
        await story.Tell(repair.Plan, [.. repair.Journal.Rows.Skip(told)]);
        return true;
    }

    private GuardrailReport Judge(Repair repair, GuardrailContext context)
    {
        repair.Level = context.Level;
        return GuardrailCatalog.Judge(context);
    }

    // Written once for each set of refusals, however many ticks it lasts.
    private async Task Block(Repair repair, Step step, GuardrailReport report, GuardrailContext context)
    {
        var after = Refusals.After(step, report, repair.Journal.Entries, context.Now, settings.Guardrails);
        if (after.Kind == StepKind.Escalate)
        {
            await Write(repair, after.Entry(time.GetUtcNow()), report);
            return;
        }

        var level = context.Level?.Level ?? AutonomyLevel.Observe;
        var expiresAt = report.WouldAct && level == AutonomyLevel.Recommend && context.Proposal is null ? context.Now + settings.Guardrails.ProposalExpiry : (DateTimeOffset?)null;
        if (expiresAt is null && VerdictColumn.Signature(report) == repair.Journal.Refusal) return;
        var entry = new JournalEntry { Mark = JournalMark.Blocked, At = time.GetUtcNow(), Attempt = 0, Action = step.Action, Reason = Words(step, report, expiresAt) };

        // That a cluster is never acted on is no news to those who set it up so.
        await Write(repair, entry, report, expiresAt, quiet: context.ActToken?.State == ActTokenState.Absent);
    }

    private static string Words(Step step, GuardrailReport report, DateTimeOffset? expiresAt)
    {
        var what = $"{step.Action.Name} {step.Action.Target} on {step.Action.Node}";
        var refusal = VerdictColumn.Refuser(report)!;
        if (expiresAt is { } until) return string.Create(CultureInfo.InvariantCulture, $"{what} is proposed, because {step.Reason}; approve or reject it until {until:yyyy-MM-dd HH:mm} UTC");
        return report.WouldAct ? $"{what} would have been done, because {step.Reason}; {refusal.Verdict.Reason}" : $"{what}: {refusal.Guardrail} refuses: {refusal.Verdict.Reason}";
    }

    private async Task<bool> Write(Repair repair, JournalEntry entry, GuardrailReport? report, DateTimeOffset? expiresAt = null, bool quiet = false)
    {
        if (!await Save(repair, entry, report, expiresAt, quiet)) return false;
        await story.Tell(repair.Plan, [repair.Journal.Rows[^1]]);
        return true;
    }

    private async Task<bool> Save(Repair repair, JournalEntry entry, GuardrailReport? report, DateTimeOffset? expiresAt = null, bool quiet = false)
    {
        var row = JournalRow.Of(repair.Plan, entry, repair.Journal.NextPlace, report, repair.LevelNow, expiresAt, quiet);
        await repair.Begin();
        if (!await repair.Journal.Write(row))
        {
            await repair.Reload();
            return false;
        }

        if (report is not null) metrics.Judged(report);
        metrics.Wrote(row);
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
