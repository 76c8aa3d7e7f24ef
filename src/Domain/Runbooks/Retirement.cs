namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Ends a repair whose runbook is no longer in use or is unknown to this version.</summary>
internal static class Retirement
{
    /// <summary>The next step; null if an action was sent that its runbook still watches to its end.</summary>
    public static RemediationStep? Next(RemediationPlan plan, IReadOnlyList<JournalEntry> journal)
    {
        if (journal.Count == 0) return Step(RemediationStepKind.Done, plan.Action, 1, "its runbook is not in use");
        var last = journal[^1];
        return last.Mark switch
        {
            JournalMark.Withdrawn or JournalMark.Succeeded or JournalMark.Escalated =>
                Step(RemediationStepKind.Done, last.Action, last.Attempt, "it is over"),
            JournalMark.Blocked or JournalMark.Planned or JournalMark.Failed =>
                Step(RemediationStepKind.Withdraw, last.Action, last.Mark == JournalMark.Failed ? 0 : last.Attempt,
                    $"the runbook {plan.RunbookId} is not in use any more"),
            _ when RunbookCatalog.IsKnown(plan.RunbookId) => null,
            JournalMark.Unknown =>
                Step(RemediationStepKind.Escalate, last.Action, last.Attempt, $"whether it was done cannot be found out: {last.Reason}"),
            _ => Step(RemediationStepKind.Unknown, last.Action, last.Attempt, $"this version has no runbook {plan.RunbookId}"),
        };
    }

    private static RemediationStep Step(RemediationStepKind kind, RunbookAction action, int attempt, string reason) =>
        new() { Kind = kind, Action = action, Attempt = attempt, Reason = reason };
}
