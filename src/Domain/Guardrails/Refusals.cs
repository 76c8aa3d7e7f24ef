using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// What follows when guardrails refuse. Nothing is lost because it was blocked: it is asked again while its incident is open.
/// </summary>
public static class Refusals
{
    /// <summary>
    /// The step in place of <paramref name="step"/>: the same one where all allow, else to block or to hand over to people.
    /// </summary>
    /// <param name="step">A step to plan or to dispatch.</param>
    /// <param name="report">What the guardrails said to it.</param>
    /// <param name="journal">Everything written about the incident so far.</param>
    /// <param name="now">Now.</param>
    /// <param name="settings">The limits.</param>
    public static RemediationStep After(
        RemediationStep step, GuardrailReport report, IReadOnlyList<JournalEntry> journal, DateTimeOffset now, GuardrailSettings settings)
    {
        if (report.Allows) return step;
        var refusal = report.Refusal ?? new("guardrails", Verdict.Deny("no guardrail was asked"));
        var spent = refusal.Guardrail == GuardrailCatalog.AttemptsName && refusal.Verdict.Kind == VerdictKind.Deny;
        var refused = step with { Guardrail = refusal.Guardrail, Reason = refusal.Verdict.Reason };

        // People are asked to take over only where the trouble is seen to stand.
        if (spent && step.Kind != RemediationStepKind.Hold && !journal.Any(entry => entry.Mark == JournalMark.Escalated))
            return refused with { Kind = RemediationStepKind.Escalate };
        var until = report.AskAgainAt > now ? report.AskAgainAt.Value : now + settings.AskAgainAfter;
        return refused with { Kind = RemediationStepKind.Block, Until = until };
    }
}
