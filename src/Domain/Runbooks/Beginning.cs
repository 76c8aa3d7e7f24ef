using System.Globalization;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>From an open incident to the moment of sending. Nothing was sent yet, so all of it may be given up.</summary>
internal static class Beginning
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static Step Next(Situation situation)
    {
        var failures = situation.Journal.Where(entry => entry.Mark == JournalMark.Failed).ToList();
        if (Exhausted(situation, [.. failures.Concat(situation.NeverLeft).OrderBy(entry => entry.At)]) is { } escalate) return escalate;

        // One that lies far ahead was written before the clock was set back: its rest is over by any count.
        if (failures.Count > 0 && (situation.Now - failures[^1].At).Duration() < situation.Settings.Cooldown && failures[^1].At + situation.Settings.Cooldown is var rested)
            return situation.Step(StepKind.Wait, "it rests between two attempts", situation.Plan.Action) with { Until = rested };

        var action = situation.Plan.Action;
        if (!situation.HasRead(situation.Repair.Look)) return situation.Read(situation.Repair.Look, "is it as the incident says?", action);
        var diagnosis = situation.Repair.Judge(action, situation.Evidence);
        return diagnosis.Need switch
        {
            Need.Stands => situation.Step(StepKind.Plan, diagnosis.Words, diagnosis.Action),
            Need.Gone => situation.Step(StepKind.Done, diagnosis.Words, diagnosis.Action),
            Need.Unreadable => situation.Hold(diagnosis.Words, diagnosis.Action, situation.Settings.AskAgainAfter),

            // Nothing is under way that would be worth asking a silent node every second.
            _ => situation.Step(StepKind.Wait, diagnosis.Words, diagnosis.Action) with { Until = situation.Now + situation.Settings.AskAgainAfter },
        };
    }

    /// <summary>Planned: everything is read once more before it is sent.</summary>
    public static Step Launch(Situation situation)
    {
        var planned = situation.Last!;
        if (!situation.HasRead(situation.Repair.Look)) return situation.Read(situation.Repair.Look, "is it still so?", planned.Action);
        var diagnosis = situation.Repair.Judge(planned.Action, situation.Evidence);
        if (diagnosis.Need == Need.Stands) return situation.Step(StepKind.Dispatch, diagnosis.Words, diagnosis.Action);

        // A plan holds its cluster's turn: one that cannot be carried out makes way.
        var overdue = situation.Now >= planned.At + situation.Repair.Deadline(situation.Settings);
        if (diagnosis.Need == Need.Gone || overdue) return situation.Step(StepKind.Withdraw, diagnosis.Words, diagnosis.Action);
        return diagnosis.Need == Need.Unreadable
            ? situation.Hold(diagnosis.Words, diagnosis.Action, situation.Settings.VerifyEvery)
            : situation.Wait(diagnosis.Words, diagnosis.Action);
    }

    private static Step? Exhausted(Situation situation, List<JournalEntry> failures)
    {
        if (failures.Count == 0) return null;
        var last = failures[^1];
        if (last.Lasting) return Escalate(situation, last, $"trying again would not change it: {last.Reason}");
        var lately = failures.Count(failure => situation.Now - failure.At < Hour);
        return lately >= situation.Settings.MaxAttemptsPerIncidentPerHour
            ? Escalate(situation, last, string.Create(CultureInfo.InvariantCulture, $"{InWords.Count(lately, "attempt")} failed, the last one: {last.Reason}"))
            : null;
    }

    private static Step Escalate(Situation situation, JournalEntry last, string reason) =>
        situation.Step(StepKind.Escalate, reason, last.Action) with { Attempt = last.Attempt };
}
