using System.Collections.Frozen;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Causes;

/// <summary>Tells why a node left, by the tasks that <c>/cluster/tasks</c> still lists of it (api-facts §2) and by its HA state.</summary>
public static class DepartureClassifier
{
    /// <summary>How long before it was last seen alive a shutdown may have begun: guests have their time-outs. Whole seconds are rounded.</summary>
    private static readonly TimeSpan LongestShutdown = TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(3);

    // When all guests are down the node goes at once; its clock may be a little off.
    private static readonly TimeSpan LastSteps = TimeSpan.FromMinutes(5);

    // As many tasks of a node are listed: the running and the newest ones (api-facts §2).
    private const int Listed = 25;

    private static readonly FrozenSet<string> EndsGuests = FrozenSet.Create(StringComparer.Ordinal, "stopall", "bulk-shutdown");

    private static readonly FrozenSet<string> StartsGuests = FrozenSet.Create(StringComparer.Ordinal, "startall", "bulk-start", "qmstart", "vzstart");

    /// <summary>Why a node left.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="haState">Its HA state, <c>maintenance</c> or <c>fence</c> among others (api-facts §4); null where there is none.</param>
    /// <param name="tasks">Tasks of all nodes; null or empty where they cannot be read: a token without Sys.Audit sees none.</param>
    /// <param name="aliveUntil">When it was last seen alive, by the nodes' clock (<see cref="ByNodes"/>); <see cref="DateTimeOffset.MinValue"/> where it never was, so that any shutdown on record counts.</param>
    /// <param name="isBack">True where it has begun anew already, so that its guests start.</param>
    public static NodeDeparture Classify(string node, string? haState, IReadOnlyCollection<PveTask>? tasks, DateTimeOffset aliveUntil, bool isBack = false)
    {
        if (haState == "fence") return new(NodeDepartureKind.Fenced, null, "Proxmox HA fences it");
        if (Shutdown(node, tasks ?? [], aliveUntil, isBack) is { } shutdown && (shutdown.EndedAt is not { } end || aliveUntil - end <= LastSteps))
            return new(NodeDepartureKind.Shutdown, shutdown.User, $"it was shut down in order: {shutdown.Type} by {shutdown.User}") { Task = shutdown.Type };
        if (haState == "maintenance") return new(NodeDepartureKind.Maintenance, null, "Proxmox HA has it in maintenance");
        if (Forgotten(node, tasks ?? [], aliveUntil, isBack))
        {
            return new(NodeDepartureKind.Unknown, null,
                "its last tasks end guests, and the list of them is full, so nobody knows whether it was shut down in order");
        }

        return tasks is null or { Count: 0 }
            ? new(NodeDepartureKind.Unknown, null, "the cluster's tasks cannot be seen, so nobody knows whether it was shut down in order")
            : new(NodeDepartureKind.Unexplained, null, "no orderly shutdown of it is on record");
    }

    /// <summary>An instant of the monitor's clock by the nodes' clock; <see cref="DateTimeOffset.MinValue"/> stays what it is: never.</summary>
    /// <param name="at">The instant.</param>
    /// <param name="skew">How far the nodes' clock is ahead of the monitor's; null where that is not known, and then no task may be compared with it.</param>
    public static DateTimeOffset ByNodes(DateTimeOffset at, TimeSpan? skew) => at == default || skew is not { } ahead ? at : at + ahead;

    /// <summary>
    /// The task with which a node's orderly shutdown began; null where none is on record. Who starts guests on it afterwards did not shut it down but
    /// its guests only, and it has come back since.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="tasks">Tasks of all nodes.</param>
    /// <param name="aliveUntil">When it was last seen alive, as for <see cref="Classify"/>.</param>
    /// <param name="isBack">True where it has begun anew already: what its own <c>startall</c> and whoever came later start takes nothing back.</param>
    public static PveTask? Shutdown(string node, IReadOnlyCollection<PveTask> tasks, DateTimeOffset aliveUntil, bool isBack = false)
    {
        var here = Of(node, tasks);
        var last = here.Where(task => EndsGuests.Contains(task.Type) && task.StartedAt >= Since(aliveUntil)).MaxBy(task => task.StartedAt);
        return last is not null && IsNotUndone(last, here, isBack) ? last : null;
    }

    /// <summary>
    /// Whether the task with which an orderly shutdown began may be listed no more: it shuts each guest down by a task of its own, and as many
    /// as are listed take its place. The oldest one listed is one of them then.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="tasks">Tasks of all nodes.</param>
    /// <param name="aliveUntil">When it was last seen alive, as for <see cref="Classify"/>.</param>
    /// <param name="isBack">True where it has begun anew already.</param>
    public static bool Forgotten(string node, IReadOnlyCollection<PveTask> tasks, DateTimeOffset aliveUntil, bool isBack = false)
    {
        var here = Of(node, tasks);
        return here.Count >= Listed && here.MinBy(task => task.StartedAt)! is var oldest && oldest.StartedAt >= Since(aliveUntil)
            && TaskTypes.EndOfOne(oldest.Type) == StopCauseKind.StoppedByUser && IsNotUndone(oldest, here, isBack);
    }

    private static bool IsNotUndone(PveTask shutdown, List<PveTask> here, bool isBack)
    {
        var end = shutdown.EndedAt ?? shutdown.StartedAt;
        var starts = here.Where(task => StartsGuests.Contains(task.Type) && task.StartedAt > end).OrderBy(task => task.StartedAt).ToList();
        return starts.Count == 0 || (isBack && starts.Exists(task => task.Type == "startall" && task.StartedAt <= starts[0].StartedAt));
    }

    private static List<PveTask> Of(string node, IReadOnlyCollection<PveTask> tasks) =>
        [.. tasks.Where(task => string.Equals(task.Node, node, StringComparison.Ordinal))];

    private static DateTimeOffset Since(DateTimeOffset aliveUntil) =>
        aliveUntil.UtcTicks > LongestShutdown.Ticks ? aliveUntil - LongestShutdown : DateTimeOffset.MinValue;
}
