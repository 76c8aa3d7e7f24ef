using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// Something was about to be sent and its answer is not known: the process died in between, or no usable answer came. The task that it would
/// have started is looked for, and the target itself; it is never sent again.
/// </summary>
internal static class Resuming
{
    // A task's times are whole seconds, and a skew is measured by them.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(3);

    // pveproxy holds a call to another node up to 30 s before it gives up (api-facts §1): a task may begin that late.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(45);

    public static Step Next(Situation situation)
    {
        var sending = situation.Sending!;
        var action = sending.Action;
        var leavesTask = situation.Repair.TaskType(action) is not null;
        var reads = situation.Repair.Look | (leavesTask ? Reads.Tasks : Reads.None);
        if (!situation.HasRead(reads))
            return situation.Read(reads, "it may have been sent: what became of it?", action) with { Since = sending.At - Rounding };
        if (leavesTask && TaskOf(situation, sending) is { } task)
            return situation.Step(StepKind.Adopt, $"it was sent: task {task.Type} by {task.User} began", action) with { Upid = task.Upid };

        var health = situation.Repair.Verify(action, situation.Evidence);
        if (health.Fine == true) return situation.Step(StepKind.Succeed, $"{health.Words}; whether by the monitor's doing is not known", action);
        if (NeverLeft(situation, sending, health)) return situation.Step(StepKind.Withdraw, $"the request never left: no task of it began on {action.Node}", action);
        var deadline = sending.At + Longer(situation.Repair.Deadline(situation.Settings), Settling);
        if (situation.Now < deadline) return situation.Wait($"no sign of it yet; {health.Words}", action, deadline);
        if (health.Fine is null || (leavesTask && situation.Evidence is not { Tasks: not null, ClockSkew: not null }))
            return situation.Step(StepKind.Unknown, $"{health.Words}; {situation.Evidence.Blind ?? "its tasks cannot be read"}", action);
        return situation.Step(StepKind.Fail, leavesTask ? $"it never reached {action.Node}: no task of it began; {health.Words}" : health.Words, action);
    }

    // Proof, not absence of a sign: the call never returned an answer of any kind, every task of ours since then would be listed, and the target is seen as it was.
    private static bool NeverLeft(Situation situation, JournalEntry sending, Health health) =>
        situation.Last!.Mark == JournalMark.Sending
        && situation.Now >= sending.At + Settling
        && health is { Fine: false, Coming: false }
        && situation.Repair.TaskType(sending.Action) is not null
        && situation.Evidence is { Tasks: not null, TasksComplete: true, ClockSkew: not null, ActUser: not null };

    private static PveTask? TaskOf(Situation situation, JournalEntry sending)
    {
        var evidence = situation.Evidence;
        if (evidence.ClockSkew is not { } skew) return null;
        var since = sending.At + skew - Rounding;
        return (evidence.Tasks ?? [])
            .Where(task => task.StartedAt >= since && situation.Repair.IsTaskOf(sending.Action, task))
            .Where(task => evidence.ActUser is null || task.User == evidence.ActUser)
            .Where(task => situation.Journal.All(entry => entry.Upid != task.Upid))
            .MinBy(task => task.StartedAt);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
