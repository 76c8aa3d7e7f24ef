using System.Globalization;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Writes the entries of journals down, then tells them.</summary>
internal sealed class RepairWriter(RemediationStory story, RemediationMetrics metrics, MonitorSettings settings, TimeProvider time)
{
    /// <summary>Writes an entry and tells it; false where another writer had its place.</summary>
    public async Task<bool> Write(Repair repair, JournalEntry entry, GuardrailReport? report, DateTimeOffset? expiresAt = null, bool quiet = false)
    {
        if (!await Save(repair, entry, report, expiresAt, quiet)) return false;
        await Tell(repair, repair.Journal.Rows.Count - 1);
        return true;
    }

    /// <summary>Writes an entry without telling it; false where another writer had its place, and the journal was read again.</summary>
    public async Task<bool> Save(Repair repair, JournalEntry entry, GuardrailReport? report, DateTimeOffset? expiresAt = null, bool quiet = false)
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

    /// <summary>Tells the rows from a place in the list on.</summary>
    public Task Tell(Repair repair, int from) => story.Tell(repair.Plan, [.. repair.Journal.Rows.Skip(from)]);

    /// <summary>Writes down that guardrails refuse: once for each set of refusals, however many ticks it lasts. People are told of each set once, until something is sent.</summary>
    public async Task Block(Repair repair, Step step, GuardrailReport report, GuardrailContext context)
    {
        var after = Refusals.After(step, report, repair.Journal.Entries, context.Now, settings.Guardrails);
        if (after.Kind == StepKind.Escalate)
        {
            await Write(repair, after.Entry(time.GetUtcNow()), report);
            return;
        }

        // What is refused for another reason does not wait for its turn, but for that reason to go.
        if (report.OnlyWaitsForTurn && repair.Journal.Refused is { Lasting: not null }) return;
        var proposes = report.WouldAct && context.Level?.Level == AutonomyLevel.Recommend && context.Proposal is null;
        var refusal = VerdictColumn.Signature(report);
        if (!proposes && refusal == repair.Journal.Refusal) return;
        var expiresAt = proposes ? context.Now + settings.Guardrails.ProposalExpiry : (DateTimeOffset?)null;
        var entry = new JournalEntry { Mark = JournalMark.Blocked, At = time.GetUtcNow(), Attempt = 0, Action = step.Action, Reason = Words(step, report, expiresAt) };

        // That a cluster is never acted on is no news to those who set it up so, nor is a turn to those who hear of failures only, nor what they were told before.
        // A node's own incident says that it was shut down in order.
        var onPurpose = step.Action.Kind == ActionKind.WakeNode && context.Purpose is { OnPurpose: true };
        var told = !proposes && repair.Journal.HasTold(refusal);
        var quiet = onPurpose || told || context.ActToken?.State == ActTokenState.Absent || (report.OnlyWaitsForTurn && context.Level?.Level == AutonomyLevel.ActSilently);
        await Write(repair, entry, report, expiresAt, quiet);
    }

    private static string Words(Step step, GuardrailReport report, DateTimeOffset? expiresAt)
    {
        var what = $"{step.Action.Name} {step.Action.Target} on {step.Action.Node}";
        if (expiresAt is { } until) return string.Create(CultureInfo.InvariantCulture, $"{what} is proposed, because {step.Reason}; approve or reject it until {until:yyyy-MM-dd HH:mm} UTC");
        var refusal = report.Obstacle!;
        if (report is { OnlyLeaveIsMissing: true, LevelRefuses: true }) return $"{what} would have been done, because {step.Reason}; {refusal.Verdict.Reason}";
        var why = $"{what}: {refusal.Guardrail} refuses: {refusal.Verdict.Reason}";
        return report.OnlyLeaveIsMissing ? $"{why}; it would have been done, because {step.Reason}" : why;
    }
}
