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
    /// <param name="evidence">What was read last; <see cref="Evidence.None"/> at first, on resuming, and after each entry that was written.</param>
    /// <param name="now">Now.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="inUse">False where the configuration does not name its runbook any more: what was sent is watched to its end, and nothing else begins.</param>
    public static Step Next(
        RemediationPlan plan, IReadOnlyList<JournalEntry> journal, Evidence evidence, DateTimeOffset now, GuardrailSettings settings, bool inUse = true)
    {
        if (!inUse && Retirement.Next(plan, journal) is { } last) return last;
        var situation = new Situation(plan, journal, evidence, now, settings);
        return situation.Last?.Mark switch
        {
            // Repaired, and yet its incident stands: it may have failed again before anybody saw it well.
            null or JournalMark.Blocked or JournalMark.Withdrawn or JournalMark.Failed or JournalMark.Succeeded => Beginning.Next(situation),
            JournalMark.Planned => Beginning.Launch(situation),
            JournalMark.Sending or JournalMark.Unclear => Resuming.Next(situation),
            JournalMark.Accepted => Verifying.Next(situation),
            JournalMark.Refused or JournalMark.NotSent =>
                situation.Step(StepKind.Fail, situation.Last.Reason, situation.Last.Action) with { Lasting = situation.Last.Lasting },
            JournalMark.Unknown => situation.Step(StepKind.Escalate, $"whether it was done cannot be found out: {situation.Last.Reason}", situation.Last.Action),
            _ => situation.Step(StepKind.Done, "people were asked to take over", situation.Last.Action),
        };
    }
}
