using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// Decides the next step of a remediation from what is written down and what was just read, and from nothing else: a process that resumes
/// asks the same question and gets the same answer. Whatever may have been sent is looked for and never sent again.
/// </summary>
public static class RemediationMachine
{
    /// <summary>The next step.</summary>
    /// <param name="plan">What is to be repaired.</param>
    /// <param name="journal">Everything written about this incident so far, oldest first.</param>
    /// <param name="readings">What was read last; <see cref="ProbeReadings.None"/> at first, on resuming, and after each entry that was
    /// written.</param>
    /// <param name="now">Now.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="inUse">False where the configuration does not name its runbook any more: what was sent is watched to its end, and
    /// nothing else begins.</param>
    public static RemediationStep Next(
        RemediationPlan plan, IReadOnlyList<JournalEntry> journal, ProbeReadings readings, DateTimeOffset now, GuardrailSettings settings,
        bool inUse = true)
    {
        if (!inUse && Retirement.Next(plan, journal) is { } last) return last;
        var context = new RepairContext(plan, journal, readings, now, settings);
        return context.Last?.Mark switch
        {
            // Repaired, and yet its incident stands: it may have failed again before anybody saw it well.
            null or JournalMark.Blocked or JournalMark.Withdrawn or JournalMark.Failed or JournalMark.Succeeded => StartPhase.Next(context),
            JournalMark.Planned => StartPhase.Launch(context),
            JournalMark.Sending or JournalMark.Unclear => ResumePhase.Next(context),
            JournalMark.Accepted => VerifyPhase.Next(context),
            JournalMark.Refused or JournalMark.NotSent =>
                context.Step(RemediationStepKind.Fail, context.Last.Reason, context.Last.Action) with { Lasting = context.Last.Lasting },
            JournalMark.Unknown =>
                context.Step(RemediationStepKind.Escalate, $"whether it was done cannot be found out: {context.Last.Reason}",
                    context.Last.Action),
            _ => context.Step(RemediationStepKind.Done, "people were asked to take over", context.Last.Action),
        };
    }
}
