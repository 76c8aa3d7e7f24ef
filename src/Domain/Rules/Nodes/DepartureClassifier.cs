using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Tells why a node left, by the tasks that <c>/cluster/tasks</c> still lists of it (api-facts §2) and by its HA state.</summary>
public static class DepartureClassifier
{
    // How long before it was last seen alive the guests may all have been down. Whole seconds are rounded.
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(3);

    // When all guests are down the node goes at once.
    private static readonly TimeSpan LastSteps = TimeSpan.FromMinutes(5);

    // As many tasks of a node are listed: the running and the newest ones (api-facts §2).
    private const int Listed = 25;

    /// <summary>Why a node left.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="haState">Its HA state, <c>maintenance</c> or <c>fence</c> among others (api-facts §4); null where there is
    /// none.</param>
    /// <param name="tasks">Tasks of all nodes; null or empty where they cannot be read: a token without Sys.Audit sees none.</param>
    /// <param name="alive">When it was last seen alive.</param>
    /// <param name="isBack">True where it has begun anew already, so that its guests start.</param>
    public static NodeDeparture Classify(
        string node, string? haState, IReadOnlyCollection<PveTask>? tasks, LastAlive alive, bool isBack = false)
    {
        if (haState == "fence") return new(NodeDepartureKind.Fenced, null, "Proxmox HA fences it");
        if (Shutdown(node, tasks ?? [], alive, isBack) is { } shutdown && alive.SinceEnd(shutdown) <= LastSteps)
            return new(NodeDepartureKind.Shutdown, shutdown.User,
                $"it was shut down cleanly: {shutdown.Type} by {shutdown.User}")
            { Task = shutdown.Type };
        if (haState == "maintenance") return new(NodeDepartureKind.Maintenance, null, "Proxmox HA has it in maintenance");
        if (Forgotten(node, tasks ?? [], alive, isBack))
        {
            return new(NodeDepartureKind.Unknown, null,
                "its last tasks end guests, and the list of them is full, so it is unknown whether it was shut down cleanly")
            { MayBePlanned = true };
        }

        // Whoever may not see a node's figures does not see its tasks either.
        return tasks is null or { Count: 0 }
            ? new(NodeDepartureKind.Unknown, null, "the cluster's tasks cannot be seen, so it is unknown whether it was shut down cleanly")
            {
                MayBePlanned = alive.Uptime is null && !isBack,
            }
            : new(NodeDepartureKind.Unexplained, null, "no clean shutdown of it is on record");
    }

    /// <summary>
    /// The task with which a node's orderly shutdown began; null where none is on record. Who starts guests on it afterwards did not shut
    /// it down but its guests only, and it has come back since.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="tasks">Tasks of all nodes.</param>
    /// <param name="alive">When it was last seen alive.</param>
    /// <param name="isBack">True where it has begun anew already: what its own <c>startall</c> and whoever came later start takes nothing
    /// back.</param>
    public static PveTask? Shutdown(string node, IReadOnlyCollection<PveTask> tasks, LastAlive alive, bool isBack = false)
    {
        var here = Of(node, tasks);
        var last = here.Where(task => TaskTypes.ShutsManyDown(task.Type) && alive.SinceEnd(task) <= Lately).MaxBy(task => task.StartedAt);
        return last is not null && IsNotUndone(last, here, isBack) ? last : null;
    }

    /// <summary>
    /// Whether the task with which an orderly shutdown began may be listed no more: it shuts each guest down by a task of its own, and as
    /// many as are listed take its place. It is older than all that are listed then, and some of these end guests and none starts any.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="tasks">Tasks of all nodes.</param>
    /// <param name="alive">When it was last seen alive.</param>
    /// <param name="isBack">True where it has begun anew already.</param>
    public static bool Forgotten(string node, IReadOnlyCollection<PveTask> tasks, LastAlive alive, bool isBack = false)
    {
        var here = Of(node, tasks);
        if (here.Count < Listed) return false;

        // What runs is listed before what is over, however long ago it began.
        var oldest = here.MinBy(task => (task.EndedAt is null, task.StartedAt))!;
        return alive.SinceBegin(oldest) <= Lately && here.Exists(task => RunEnds.OfOne(task.Type) == StopCauseKind.StoppedByUser)
            && IsNotUndone(oldest with { EndedAt = oldest.StartedAt }, here, isBack);
    }

    // What still runs cannot have been undone, nor does a start that failed undo it: a node that goes down refuses them.
    private static bool IsNotUndone(PveTask shutdown, List<PveTask> here, bool isBack)
    {
        if (shutdown.EndedAt is not { } end) return true;
        var starts = here.Where(task => TaskTypes.StartsMany(task.Type) || (TaskTypes.BeginsRun(task.Type) && !task.Failed))
            .Where(task => IsLater(task, shutdown, end)).OrderBy(task => task.StartedAt).ToList();
        return starts.Count == 0
            || (isBack && starts.Exists(task => task.Type == TaskTypes.StartAll && task.StartedAt <= starts[0].StartedAt));
    }

    // Within a boot its uptime tells the order, whatever its clock was set to meanwhile; what ran before that boot is earlier.
    private static bool IsLater(PveTask start, PveTask shutdown, DateTimeOffset end)
    {
        if (start.NodeUptime is not { } up || shutdown.NodeUptime is not { } before || start.StartedAt - up >= shutdown.StartedAt)
            return start.StartedAt > end;
        return start.StartedAt >= shutdown.StartedAt - before && up > before + (end - shutdown.StartedAt);
    }

    private static List<PveTask> Of(string node, IReadOnlyCollection<PveTask> tasks) =>
        [.. tasks.Where(task => string.Equals(task.Node, node, StringComparison.Ordinal))];
}
