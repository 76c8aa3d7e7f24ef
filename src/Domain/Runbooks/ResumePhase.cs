using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// Something was about to be sent and its answer is not known: the process died in between, or no usable answer came. The task that it
/// would have started is looked for, and the target itself; it is never sent again.
/// </summary>
internal static class ResumePhase
{
    // A task's times are whole seconds, and a skew is measured by them.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(3);

    // pveproxy holds a call to another node up to 30 s before it gives up (api-facts §1): a task may begin that late.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(45);

    public static RemediationStep Next(RepairContext context)
    {
        var sending = context.Sending!;
        var action = sending.Action;
        var leavesTask = context.Repair.TaskType(action) is not null;
        var reads = context.Repair.RequiredReads | (leavesTask ? Reads.Tasks : Reads.None);
        if (!context.HasRead(reads))
            return context.Read(reads, "it may have been sent: what became of it?", action) with { Since = sending.At - Rounding };
        if (leavesTask && TaskOf(context, sending) is { } task)
            return context.Step(RemediationStepKind.Adopt, $"it was sent: task {task.Type} by {task.User} began", action)
                with
            { Upid = task.Upid };

        var health = context.Repair.Verify(action, context.Evidence);
        if (health.Fine == true)
            return context.Step(RemediationStepKind.Succeed, $"{health.Description}; whether by the monitor's doing is not known", action);
        if (NeverLeft(context, sending, health))
            return context.Step(RemediationStepKind.Withdraw, $"the request never left: no task of it began on {action.Node}", action);
        var deadline = sending.At + Longer(context.Repair.Deadline(context.Settings), Settling);
        if (context.Now < deadline) return context.Wait($"no sign of it yet; {health.Description}", action, deadline);
        if (health.Fine is null || (leavesTask && context.Evidence is not { Tasks: not null, ClockSkew: not null }))
            return context.Step(
                RemediationStepKind.Unknown, $"{health.Description}; {context.Evidence.Blind ?? "its tasks cannot be read"}", action);
        return context.Step(
            RemediationStepKind.Fail,
            leavesTask ? $"it never reached {action.Node}: no task of it began; {health.Description}" : health.Description, action);
    }

    // Proof, not absence of a sign: the call never returned an answer of any kind, every task of ours since then would be listed, and the
    // target is seen as it was.
    private static bool NeverLeft(RepairContext context, JournalEntry sending, Health health) =>
        context.Last!.Mark == JournalMark.Sending
        && context.Now >= sending.At + Settling
        && health is { Fine: false, Coming: false }
        && context.Repair.TaskType(sending.Action) is not null
        && context.Evidence is { Tasks: not null, TasksComplete: true, ClockSkew: not null, ActUser: not null };

    private static PveTask? TaskOf(RepairContext context, JournalEntry sending)
    {
        var readings = context.Evidence;
        if (readings.ClockSkew is not { } skew) return null;
        var since = sending.At + skew - Rounding;
        return (readings.Tasks ?? [])
            .Where(task => task.StartedAt >= since && context.Repair.IsTaskOf(sending.Action, task))
            .Where(task => readings.ActUser is null || task.User == readings.ActUser)
            .Where(task => context.Journal.All(entry => entry.Upid != task.Upid))
            .MinBy(task => task.StartedAt);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
