using System.Globalization;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Writes the entries of journals down, then publishes them.</summary>
internal sealed class RepairWriter(RepairJournals journals, RemediationMetrics metrics, MonitorSettings settings, TimeProvider time)
{
    /// <summary>Writes an entry and publishes it; false where another writer had its place.</summary>
    public async Task<bool> Write(
        RepairCase one, JournalEntry entry, GuardrailReport? report, AskedProposal? proposal = null, bool quiet = false)
    {
        if (!await Save(one, entry, report, proposal, quiet)) return false;
        await journals.Publish(one);
        return true;
    }

    /// <summary>Writes an entry without publishing it; false where another writer had its place, and the journal was read again.</summary>
    public async Task<bool> Save(
        RepairCase one, JournalEntry entry, GuardrailReport? report, AskedProposal? proposal = null, bool quiet = false)
    {
        var row = JournalRow.Of(one.Plan, entry, one.Journal!.NextPlace, report, one.LevelNow, proposal, quiet);
        if (!await one.Journal.Write(row))
        {
            await journals.Reload(one);
            return false;
        }

        if (report is not null) metrics.Judged(report);
        metrics.Wrote(row);
        return true;
    }

    /// <summary>Publishes what was saved.</summary>
    public Task Publish(RepairCase one) => journals.Publish(one);

    /// <summary>
    /// Writes down that guardrails refuse: once for each set of refusals, however many ticks it lasts. People are told of each set once,
    /// until something is sent.
    /// </summary>
    public async Task Block(RepairCase one, RemediationStep step, GuardrailReport report, GuardrailContext context)
    {
        var journal = one.Journal!;
        var after = Refusals.After(step, report, journal.Entries, context.Now, settings.Guardrails);
        if (after.Kind == RemediationStepKind.Escalate)
        {
            await Write(one, after.Entry(time.GetUtcNow()), report);
            return;
        }

        // What is refused for another reason does not wait for its turn, but for that reason to go.
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

        // That a cluster is never acted on is no news to those who set it up so, nor is a turn to those who hear of failures only, nor what
        // they were told before. A node's own incident says that it was shut down cleanly.
        var onPurpose = step.Action.Kind == ActionKind.WakeNode && context.StopIntent is { OnPurpose: true };
        var told = !proposes && journal.HasReported(refusal);
        var quiet = onPurpose || told || (one.IsOvershadowed && !proposes) || context.ActToken?.State == ActTokenState.Absent
            || (report.OnlySlotMissing && context.Level?.Level == AutonomyLevel.ActSilently);
        await Write(one, entry, report, proposal, quiet);
    }

    // A proposal that nobody has decided on is one again once nothing else stands in its way.
    private AskedProposal? Asked(GuardrailReport report, GuardrailContext context)
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
