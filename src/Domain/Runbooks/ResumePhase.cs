using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// Handles a request that was about to be sent and whose answer is not known, because the process died in between or no usable answer came.
/// The phase looks for the task that the request would have started and reads the target. It never sends the request again.
/// </summary>
internal static class ResumePhase
{
    // Task times are whole seconds, and the clock skew is measured with them.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(3);

    // pveproxy holds a call to another node for up to 30 s before it gives up (api-facts §1), so a task may begin that late.
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

    // This requires proof, not just a missing sign: the call returned no answer of any kind, the list would contain every task of this
    // monitor since then, and the target is unchanged.
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
