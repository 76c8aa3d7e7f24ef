using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Determines why a node went offline, by its remaining tasks in <c>/cluster/tasks</c> (api-facts §2) and its HA state.</summary>
public static class DepartureClassifier
{
    // How long before the node was last observed alive its guests may all have been down, plus rounding to whole seconds.
    private static readonly TimeSpan ShutdownPeriod = TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(3);

    // When all guests are down, the node shuts down at once.
    private static readonly TimeSpan MaxTimeToOffline = TimeSpan.FromMinutes(5);

    // Maximum number of listed tasks per node: the running and the newest ones (api-facts §2).
    private const int MaxListed = 25;

    /// <summary>Why a node went offline.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="haState">Its HA state, such as <c>maintenance</c> or <c>fence</c> (api-facts §4); null if there is none.</param>
    /// <param name="tasks">Tasks of all nodes; null or empty if they cannot be read: a token without Sys.Audit sees none.</param>
    /// <param name="alive">When it was last observed alive.</param>
    /// <param name="isBack">True if it has already rebooted, so its guests start.</param>
    public static NodeDeparture Classify(
        string node, string? haState, IReadOnlyCollection<PveTask>? tasks, LastAlive alive, bool isBack = false)
    {
        if (haState == "fence") return new(NodeDepartureKind.Fenced, null, "Proxmox HA fences it");
        if (Shutdown(node, tasks ?? [], alive, isBack) is { } shutdown && alive.SinceEnd(shutdown) <= MaxTimeToOffline)
            return new(NodeDepartureKind.Shutdown, shutdown.User,
                $"it was shut down cleanly: {shutdown.Type} by {shutdown.User}")
            { Task = shutdown.Type };
        if (haState == "maintenance") return new(NodeDepartureKind.Maintenance, null, "Proxmox HA has it in maintenance");
        if (MayBeUnlisted(node, tasks ?? [], alive, isBack))
        {
            return new(NodeDepartureKind.Unknown, null,
                "its last tasks end guests, and the list of them is full, so it is unknown whether it was shut down cleanly")
            { MayBePlanned = true };
        }

        // A token that may not read a node's metrics cannot read its tasks either.
        if (tasks is { Count: > 0 }) return new(NodeDepartureKind.Unexplained, null, "no clean shutdown of it is on record");
        return new(NodeDepartureKind.Unknown, null, "the cluster's tasks cannot be seen, so it is unknown whether it was shut down cleanly")
        {
            MayBePlanned = alive.Uptime is null && !isBack,
        };
    }

    /// <summary>
    /// The task that began a node's clean shutdown; null if none is listed. If guests were started afterwards, only the guests were shut
    /// down.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="tasks">Tasks of all nodes.</param>
    /// <param name="alive">When it was last observed alive.</param>
    /// <param name="isBack">True if it has already rebooted: starts by its own <c>startall</c> and later ones do not revert the
    /// shutdown.</param>
    public static PveTask? Shutdown(string node, IReadOnlyCollection<PveTask> tasks, LastAlive alive, bool isBack = false)
    {
        var here = Of(node, tasks);
        var last = here.Where(task => TaskTypes.ShutsManyDown(task.Type) && alive.SinceEnd(task) <= ShutdownPeriod)
            .MaxBy(task => task.StartedAt);
        return last is not null && IsNotReverted(last, here, isBack, [.. tasks.Where(task => !(task.StartedAt > last.EndedAt))])
            ? last : null;
    }

    /// <summary>
    /// Whether the task that began a clean shutdown may have dropped off the list, because each guest's shutdown is a task of its own. It
    /// must then be older than all listed tasks, some of which stop guests and none of which starts one.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="tasks">Tasks of all nodes.</param>
    /// <param name="alive">When it was last observed alive.</param>
    /// <param name="isBack">True if it has already rebooted.</param>
    public static bool MayBeUnlisted(string node, IReadOnlyCollection<PveTask> tasks, LastAlive alive, bool isBack = false)
    {
        var here = Of(node, tasks);
        if (here.Count < MaxListed) return false;

        // Running tasks are listed before ended ones, regardless of their start.
        var oldest = here.MinBy(task => (task.EndedAt is null, task.StartedAt))!;
        return alive.SinceBegin(oldest) <= ShutdownPeriod && here.Exists(task => RunEnds.OfOne(task.Type) == StopCauseKind.StoppedByUser)
            && IsNotReverted(oldest with { EndedAt = oldest.StartedAt }, here, isBack, tasks);
    }

    // A running task cannot have been reverted, and a failed start reverts nothing: a node that shuts down refuses starts.
    private static bool IsNotReverted(
        PveTask shutdown, List<PveTask> here, bool isBack, IReadOnlyCollection<PveTask> migrations)
    {
        if (shutdown.EndedAt is not { } end) return true;
        var starts = here.Where(task => TaskTypes.StartsMany(task.Type) || (TaskTypes.BeginsRun(task.Type) && !task.Failed))
            .Where(task => IsLater(task, shutdown, end) && !IsOfMigration(task, migrations)).OrderBy(task => task.StartedAt).ToList();
        return starts.Count == 0
            || (isBack && starts.Exists(task => task.Type == TaskTypes.StartAll && task.StartedAt <= starts[0].StartedAt));
    }

    // A guest that migrates to a node is started there by the migration, whoever shuts that node down. A migration that begins after the
    // guests were shut down shows that the node goes on.
    private static bool IsOfMigration(PveTask start, IReadOnlyCollection<PveTask> tasks) => tasks.Any(task =>
        TaskTypes.Migrates(task.Type) && task.Id == start.Id && task.Node != start.Node && task.StartedAt <= start.StartedAt
        && !(task.EndedAt < start.StartedAt));

    // Within a boot the uptime determines the order, whatever the clock was set to; tasks of earlier boots come first.
    private static bool IsLater(PveTask start, PveTask shutdown, DateTimeOffset end)
    {
        if (start.NodeUptime is not { } up || shutdown.NodeUptime is not { } before || start.StartedAt - up >= shutdown.StartedAt)
            return start.StartedAt > end;
        return start.StartedAt >= shutdown.StartedAt - before && up > before + (end - shutdown.StartedAt);
    }

    private static List<PveTask> Of(string node, IReadOnlyCollection<PveTask> tasks) =>
        [.. tasks.Where(task => string.Equals(task.Node, node, StringComparison.Ordinal))];
}
