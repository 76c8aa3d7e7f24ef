namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Converts the times of tasks that a node recorded before its clock was set to its present clock. A UPID carries the node's uptime at the
/// task's start (api-facts §5), which setting a clock does not change.
/// </summary>
public static class TaskTimes
{
    /// <summary>
    /// Minimum step of a clock that is recognised: the boot is known from rows that are up to one poll and one row age old.
    /// </summary>
    public static TimeSpan MinStep { get; } = TimeSpan.FromSeconds(45);

    // Answers arrive later than their requests and include what ended meanwhile.
    private static readonly TimeSpan LatestAnswer = TimeSpan.FromMinutes(1);

    /// <summary>The tasks with times by their node's present clock. Those of other nodes and of earlier boots are unchanged.</summary>
    /// <param name="tasks">The tasks, as listed.</param>
    /// <param name="node">The node whose boot is known.</param>
    /// <param name="bootedAt">When it booted, by its present clock, at most <see cref="MinStep"/> late; null if not known.</param>
    /// <param name="now">Now, by its present clock.</param>
    public static IEnumerable<PveTask> InPresentClock(
        IEnumerable<PveTask> tasks, string node, DateTimeOffset? bootedAt, DateTimeOffset now) =>
        bootedAt is { } boot ? tasks.Select(task => InPresentClock(task, node, boot, now)) : tasks;

    private static PveTask InPresentClock(PveTask task, string node, DateTimeOffset boot, DateTimeOffset now)
    {
        if (task.Node != node) return task;

        // An earlier boot's tasks either ran at an uptime that this boot has not reached, or are older than it.
        if (task.NodeUptime is not { } uptime || boot + uptime > now + LatestAnswer || task.StartedAt < boot - MinStep) return task;
        var step = boot + uptime - task.StartedAt;
        if (step.Duration() <= MinStep) return task;
        return task with { StartedAt = task.StartedAt + step, EndedAt = End(task, step, now) };
    }

    // The clock may have been set while the task ran. Its end is by the present clock then.
    private static DateTimeOffset? End(PveTask task, TimeSpan step, DateTimeOffset now) =>
        task.EndedAt + step is not { } end || task.EndedAt < task.StartedAt || end > now + LatestAnswer ? task.EndedAt : end;
}
