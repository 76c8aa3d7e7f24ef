using System.Globalization;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// Handles a repair from the opening of its incident to the moment before sending. Nothing was sent yet, so the repair can still be
/// abandoned.
/// </summary>
internal static class StartPhase
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static RemediationStep Next(RepairContext context)
    {
        var failures = context.Journal.Where(entry => entry.Mark == JournalMark.Failed).ToList();
        if (Exhausted(context, [.. failures.Concat(context.NeverLeft).OrderBy(entry => entry.At)]) is { } escalate) return escalate;

        // Duration(): a failure far in the future was written before the clock was set back, so its cooldown is over.
        if (failures.Count > 0 && (context.Now - failures[^1].At).Duration() < context.Settings.Cooldown
            && failures[^1].At + context.Settings.Cooldown is var rested)
            return context.Step(RemediationStepKind.Wait, "it rests between two attempts", context.Plan.Action) with { Until = rested };

        var action = context.Plan.Action;
        if (!context.HasRead(context.Repair.RequiredReads))
            return context.Read(context.Repair.RequiredReads, "is it as the incident says?", action);
        var diagnosis = context.Repair.Judge(action, context.Evidence);
        return diagnosis.Need switch
        {
            RepairNeed.Needed => context.Step(RemediationStepKind.Plan, diagnosis.Description, diagnosis.Action),
            RepairNeed.Gone => context.Step(RemediationStepKind.Done, diagnosis.Description, diagnosis.Action),
            RepairNeed.Unreadable => context.Hold(diagnosis.Description, diagnosis.Action, context.Settings.AskAgainAfter),

            // Nothing is in progress, so a node that does not give a clear answer is not asked every second.
            _ => context.Step(RemediationStepKind.Wait, diagnosis.Description, diagnosis.Action)
                with
            { Until = context.Now + context.Settings.AskAgainAfter },
        };
    }

    /// <summary>Reads everything once more for a planned repair before it is sent.</summary>
    public static RemediationStep Launch(RepairContext context)
    {
        var planned = context.Last!;
        if (!context.HasRead(context.Repair.RequiredReads))
            return context.Read(context.Repair.RequiredReads, "is it still so?", planned.Action);
        var diagnosis = context.Repair.Judge(planned.Action, context.Evidence);
        if (diagnosis.Need == RepairNeed.Needed) return context.Step(RemediationStepKind.Dispatch, diagnosis.Description, diagnosis.Action);

        // A planned repair occupies its cluster's slot. One that cannot be carried out gives the slot up.
        var overdue = context.Now >= planned.At + context.Repair.Deadline(context.Settings);
        if (diagnosis.Need == RepairNeed.Gone || overdue)
            return context.Step(RemediationStepKind.Withdraw, diagnosis.Description, diagnosis.Action);
        return diagnosis.Need == RepairNeed.Unreadable
            ? context.Hold(diagnosis.Description, diagnosis.Action, context.Settings.VerifyEvery)
            : context.Wait(diagnosis.Description, diagnosis.Action);
    }

    private static RemediationStep? Exhausted(RepairContext context, List<JournalEntry> failures)
    {
        if (failures.Count == 0) return null;
        var last = failures[^1];
        if (last.Lasting) return Escalate(context, last, $"trying again would not change it: {last.Reason}");
        var lately = failures.Count(failure => context.Now - failure.At < Hour);
        return lately >= context.Settings.MaxAttemptsPerIncidentPerHour
            ? Escalate(context, last,
                string.Create(CultureInfo.InvariantCulture, $"{Humanize.Count(lately, "attempt")} failed, the last one: {last.Reason}"))
            : null;
    }

    private static RemediationStep Escalate(RepairContext context, JournalEntry last, string reason) =>
        context.Step(RemediationStepKind.Escalate, reason, last.Action) with { Attempt = last.Attempt };
}
