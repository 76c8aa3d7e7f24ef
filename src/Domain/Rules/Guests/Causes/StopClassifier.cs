using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Determines why a guest stopped (table in api-facts §5), and whether it will be started again.</summary>
public static class StopClassifier
{
    /// <summary>The cause of a stop: the newest task that could have ended the run; without one, the guest's own state.</summary>
    /// <param name="evidence">What is known about the stop.</param>
    /// <param name="runsAgain">Whether the guest runs again: a live migration ended the run, not a shutdown that timed out.</param>
    public static StopCause Classify(StopEvidence evidence, bool runsAgain = false)
    {
        var fitting = TaskFit.Of(evidence).ToList();
        fitting.RemoveAll(found => found.Kind == StopCauseKind.Backup
            && fitting.Exists(other => BackupFit.PrecedesBackup(evidence, other.Task, other.Kind, found.Task)));
        fitting.RemoveAll(found => found.Kind == StopCauseKind.Migration && TaskFit.EndedBeforeBoot(evidence, found.Task));
        if (fitting.Count > 0) return Explain(evidence, fitting, runsAgain);
        if (evidence.Lock == "suspended") return new(StopCauseKind.Hibernated, null, null, "it keeps the lock suspended");
        if (HaOf(evidence) is { } state)
            return new(StopCauseKind.Ha, null, null, $"Proxmox HA manages it (state {state}) and decides whether it runs")
            {
                Return = HaStates.Returns(state) ? ReturnKind.Ha : null
            };
        if (evidence.KillLine is { } line) return new(StopCauseKind.Crashed, null, null, $"its node's journal says: {line}");
        if (evidence.NodeRebootedSince && !TaskFit.RanSince(evidence, evidence.NodeBootedAt!.Value))
            return new(StopCauseKind.NodeShutdown, null, null, "its node was started again") { Return = ReturnKind.NodeStart };
        return evidence.Tasks is null
            ? new(StopCauseKind.Unknown, null, null, $"its node's tasks cannot be read: {evidence.WhyTasksUnread ?? "no reason given"}")
            : new(StopCauseKind.GuestShutdownOrCrash, null, null,
                "no task stopped it: it shut down from inside or crashed (Proxmox does not say which)");
    }

    /// <summary>
    /// Whether a node shutdown seems to be the cause, without its task on the guest: the guest's own tasks must be read to know.
    /// </summary>
    public static bool NeedsOwnTasks(StopEvidence evidence) => TaskFit.NeedsOwnTasks(evidence);

    /// <summary>The task that destroyed a guest; null for none.</summary>
    public static PveTask? Destruction(int vmid, IEnumerable<PveTask> tasks) => tasks
        .Where(task => !task.Failed && IsOf(vmid, task) && TaskTypes.Destroys(task.Type))
        .MaxBy(task => task.StartedAt);

    /// <summary>
    /// The task that moved a guest from a node to another cluster (<c>qm remote-migrate</c>): the last migration of it from there, which
    /// succeeded. The guest would be listed on another node otherwise. Null if it was not moved away.
    /// </summary>
    /// <param name="vmid">The guest, which is still listed on the node or not at all.</param>
    /// <param name="node">The node that it was last listed on.</param>
    /// <param name="tasks">Tasks of the guest.</param>
    /// <param name="listedAt">
    /// When the row that lists it was read, by the node's clock, since a task that ended just before may not show in it; null if it is not
    /// listed.
    /// </param>
    public static PveTask? Departure(int vmid, string node, IEnumerable<PveTask> tasks, DateTimeOffset? listedAt = null)
    {
        var last = tasks.Where(task => IsOf(vmid, task) && TaskTypes.Migrates(task.Type)).MaxBy(task => task.StartedAt);
        return last is { Failed: false, EndedAt: { } end } && last.Node == node && !(end >= listedAt - TaskFit.RowAge) ? last : null;
    }

    private static bool IsOf(int vmid, PveTask task) => task.Id == vmid.ToString(CultureInfo.InvariantCulture);

    private static StopCause Explain(StopEvidence evidence, List<(PveTask Task, StopCauseKind Kind)> fitting, bool runsAgain)
    {
        var (task, kind) = fitting.MaxBy(found =>
            (!evidence.IsBeforeClockStep(found.Task), found.Task.StartedAt, TaskFit.IsAbout(evidence, found.Task)));
        if ((TaskTypes.Reboots(task.Type) || (task.Type == TaskTypes.MigrateVm && !runsAgain))
            && fitting.Find(found => TaskFit.Overrules(evidence, found.Task, task)) is { Task: not null } stop)
            (task, kind) = stop;
        if (kind == StopCauseKind.StoppedByUser && task.User == TaskTypes.Root)
        {
            // Proxmox' daemons act as root@pam on behalf of a parent task.
            var child = task;
            var wider = fitting.Where(found => IsParent(evidence, found.Task, child))
                .OrderByDescending(found => found.Task.StartedAt).ToList();
            if (wider.Count > 0) (task, kind) = wider[0];
            else if (HaOf(evidence) is { } state)
                return new(StopCauseKind.Ha, null, task.Upid, $"Proxmox HA stopped it (state {state})")
                {
                    Return = HaStates.Returns(state) ? ReturnKind.Ha : null
                };
        }

        return new(kind, task.User, task.Upid, Describe(evidence, task)) { Return = Return(evidence, task, kind) };
    }

    // A request to Proxmox HA ends before HA acts on it, and the shutdown of a node before HA stops its own guests there. Other jobs wait
    // for their tasks on guests.
    private static bool IsParent(StopEvidence evidence, PveTask task, PveTask child) =>
        task.StartedAt <= child.StartedAt + TaskFit.Rounding && task.Type switch
        {
            TaskTypes.HaStop => true,
            TaskTypes.StopAll when task.User == TaskTypes.Root && HaOf(evidence) is not null => true,
            TaskTypes.StopAll or TaskTypes.Backup => TaskFit.End(task) >= child.StartedAt - TaskFit.Rounding,
            _ => false,
        };

    private static string Describe(StopEvidence evidence, PveTask task)
    {
        var failed = task.Failed && BackupFit.GuestPart(evidence, task) is null ? $", which failed: {task.Status}" : "";
        var reason = BackupFit.GuestPart(evidence, task) is { Reason: { } why } ? $", which failed: {why}" : failed;
        return $"{task.Type} by {task.User}{reason}";
    }

    private static ReturnKind? Return(StopEvidence evidence, PveTask task, StopCauseKind kind) => kind switch
    {
        StopCauseKind.StoppedByUser when TaskTypes.Reboots(task.Type) => ReturnKind.Reboot,
        StopCauseKind.Backup when BackupFit.GuestPart(evidence, task) is not { Ran: false } => ReturnKind.Backup,
        StopCauseKind.Migration => ReturnKind.Migration,
        StopCauseKind.NodeShutdown => ReturnKind.NodeStart,
        _ => null,
    };

    private static string? HaOf(StopEvidence evidence) => HaStates.Manages(evidence.HaState) ? evidence.HaState : null;
}
