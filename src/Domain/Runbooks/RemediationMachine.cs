using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// Decides the next step of a remediation from its journal and the latest readings only, so that a resumed process reaches the same
/// decision. An action that may have been sent is looked for and never sent again.
/// </summary>
public static class RemediationMachine
{
    /// <summary>Determines the next step.</summary>
    /// <param name="plan">The repair.</param>
    /// <param name="journal">All entries written for this incident so far, oldest first.</param>
    /// <param name="readings">The latest readings; <see cref="ProbeReadings.None"/> at first, on resuming, and after each written
    /// entry.</param>
    /// <param name="now">The current time.</param>
    /// <param name="settings">The configured limits.</param>
    /// <param name="inUse">False if the configuration does not name the runbook any more. An action that was sent is then still watched to
    /// its end, and nothing else begins.</param>
    public static RemediationStep Next(
        RemediationPlan plan, IReadOnlyList<JournalEntry> journal, ProbeReadings readings, DateTimeOffset now, GuardrailSettings settings,
        bool inUse = true)
    {
        if (!inUse && Retirement.Next(plan, journal) is { } last) return last;
        var context = new RepairContext(plan, journal, readings, now, settings);
        return context.Last?.Mark switch
        {
            // After a success the incident can still be open, because the target may have failed again before a poll saw it healthy.
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
