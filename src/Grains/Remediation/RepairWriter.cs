using System.Globalization;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Writes entries of journals and publishes them.</summary>
internal sealed class RepairWriter(RepairJournals journals, RemediationMetrics metrics, MonitorSettings settings, TimeProvider time)
{
    /// <summary>Writes an entry and publishes it; false if another writer took its place.</summary>
    public async Task<bool> Write(
        RepairCase repair, JournalEntry entry, GuardrailReport? report, ProposedRepair? proposal = null, bool quiet = false)
    {
        if (!await Save(repair, entry, report, proposal, quiet)) return false;
        await journals.Publish(repair);
        return true;
    }

    /// <summary>Writes an entry without publishing it; false if another writer took its place, and the journal was read again.</summary>
    public async Task<bool> Save(
        RepairCase repair, JournalEntry entry, GuardrailReport? report, ProposedRepair? proposal = null, bool quiet = false)
    {
        var row = JournalRow.Of(repair.Plan, entry, repair.Journal!.NextPlace, report, repair.LevelNow, proposal, quiet);
        if (!await repair.Journal.Write(row))
        {
            await journals.Reload(repair);
            return false;
        }

        if (report is not null) metrics.Judged(report);
        metrics.Wrote(row);
        return true;
    }

    public Task Publish(RepairCase repair) => journals.Publish(repair);

    /// <summary>
    /// Writes a refusal of guardrails, once for each set of refusals. People are notified of each set once, until a request is sent.
    /// </summary>
    public async Task Block(RepairCase repair, RemediationStep step, GuardrailReport report, GuardrailContext context)
    {
        var journal = repair.Journal!;
        var after = Refusals.After(step, report, journal.Entries, context.Now, settings.Guardrails);
        if (after.Kind == RemediationStepKind.Escalate)
        {
            await Write(repair, after.Entry(time.GetUtcNow()), report);
            return;
        }

        // If another lasting refusal is written, a missing slot is not the reason.
        if (report.OnlySlotMissing && journal.Refused is { Lasting: not null }) return;
        var proposal = Asked(report, context);
        var proposes = proposal is { IsNew: true };
        var refusal = VerdictColumn.Signature(report);
        if (!proposes && refusal == journal.Refusal) return;
        var entry = new JournalEntry
        {
            Mark = JournalMark.Blocked,
            At = time.GetUtcNow(),
            Attempt = 0,
            Action = step.Action,
            Reason = Describe(step, report, proposal?.Until)
        };

        // People are not notified of a cluster without an act token, of a wait for a slot at level 4, of the same refusal again, or of a
        // refusal that a wider, later incident explains. The incident of a node already says that it was shut down on purpose.
        var onPurpose = step.Action.IsNodeAway && context.StopIntent is { OnPurpose: true };
        var isReported = !proposes && journal.HasReported(refusal);
        var quiet = onPurpose || isReported || (repair.IsOvershadowed && !proposes) || context.ActToken?.State == ActTokenState.Absent
            || (report.OnlySlotMissing && context.Level?.Level == AutonomyLevel.ActSilently);
        await Write(repair, entry, report, proposal, quiet);
    }

    // A proposal that nobody has decided on is one again once nothing else prevents it.
    private ProposedRepair? Asked(GuardrailReport report, GuardrailContext context)
    {
        if (!report.WouldAct || context.Level?.Level != AutonomyLevel.Recommend) return null;
        if (context.Proposal is not { } pending) return new(context.Now + settings.Guardrails.ProposalExpiry, IsNew: true);
        return pending.At(context.Now) == ProposalState.Pending ? new(pending.ExpiresAt, IsNew: false) : null;
    }

    private static string Describe(RemediationStep step, GuardrailReport report, DateTimeOffset? expiresAt)
    {
        var what = $"{step.Action.Name} {step.Action.Target} on {step.Action.Node}";
        if (expiresAt is { } until)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{what} is proposed, because {step.Reason}; approve or reject it until {until:yyyy-MM-dd HH:mm} UTC");
        var refusal = report.Obstacle!;
        if (report is { OnlyAuthorizationMissing: true, LevelRefuses: true })
            return $"{what} would have been done, because {step.Reason}; {refusal.Verdict.Reason}";
        var why = $"{what}: {refusal.Guardrail} refuses: {refusal.Verdict.Reason}";
        return report.OnlyAuthorizationMissing ? $"{why}; it would have been done, because {step.Reason}" : why;
    }
}
