using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// Decides what happens after guardrails refuse. A blocked repair is not lost: it is checked again while its incident is open.
/// </summary>
public static class Refusals
{
    /// <summary>
    /// The step to take instead of <paramref name="step"/>: the same step if all guardrails allow it, otherwise a step that blocks the
    /// repair or escalates it to people.
    /// </summary>
    /// <param name="step">A step to plan or to dispatch.</param>
    /// <param name="report">The guardrails' verdicts on that step.</param>
    /// <param name="journal">All entries written for the incident so far.</param>
    /// <param name="now">The current time.</param>
    /// <param name="settings">The configured limits.</param>
    public static RemediationStep After(
        RemediationStep step, GuardrailReport report, IReadOnlyList<JournalEntry> journal, DateTimeOffset now, GuardrailSettings settings)
    {
        if (report.Allows) return step;
        var refusal = report.Refusal ?? new("guardrails", Verdict.Deny("no guardrail was asked"));
        var spent = refusal.Guardrail == GuardrailCatalog.AttemptsName && refusal.Verdict.Kind == VerdictKind.Deny;
        var refused = step with { Guardrail = refusal.Guardrail, Reason = refusal.Verdict.Reason };

        // A repair is escalated only if a reading showed that it is still needed, which is not the case for Hold.
        if (spent && step.Kind != RemediationStepKind.Hold && !journal.Any(entry => entry.Mark == JournalMark.Escalated))
            return refused with { Kind = RemediationStepKind.Escalate };
        var until = report.AskAgainAt > now ? report.AskAgainAt.Value : now + settings.AskAgainAfter;
        return refused with { Kind = RemediationStepKind.Block, Until = until };
    }
}
