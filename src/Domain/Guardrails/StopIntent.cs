using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Rules.Nodes;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>Determines whether somebody put a target into its present state on purpose.</summary>
public static class StopIntent
{
    /// <summary>
    /// The tasks that can show that somebody wants a guest to be off. A finished backup is not among them: whoever backs up a guest wants
    /// it as it was before. A backup that still runs is included, because it prevents a start by itself.
    /// </summary>
    public static ImmutableArray<PveTask> Bearing(IEnumerable<PveTask> tasks) =>
        [.. tasks.Where(task => task.Type != TaskTypes.Backup || task.EndedAt is null)];

    /// <summary>The intent behind the state of a guest, derived from the cause of its stop.</summary>
    public static StopIntentFacts OfGuest(StopCause cause) => cause.Kind switch
    {
        StopCauseKind.GuestShutdownOrCrash or StopCauseKind.Crashed => new(false, cause.Reason),
        StopCauseKind.Unknown => new(null, cause.Reason),
        // A reboot shows that the guest is meant to run.
        _ when cause.Return == ReturnKind.Reboot => new(false, cause.Reason),
        _ => new(true, cause.Reason),
    };

    /// <summary>
    /// Whether somebody wants all guests of the node to be off since a guest was last seen running. It got no task of its own if it had
    /// crashed by then, so this is not the cause of its stop; null if nobody does.
    /// </summary>
    /// <param name="tasks">The node's tasks.</param>
    /// <param name="ranAfter">The guest ran after this instant of the node's clock.</param>
    public static StopIntentFacts? OfNodeShutdown(IReadOnlyCollection<PveTask> tasks, DateTimeOffset ranAfter)
    {
        var stop = tasks.Where(task => TaskTypes.ShutsManyDown(task.Type) && TaskFit.End(task) >= ranAfter - TaskFit.Rounding)
            .MaxBy(task => task.StartedAt);
        return stop is null || tasks.Any(task => TaskTypes.StartsMany(task.Type) && task.StartedAt > stop.StartedAt)
            ? null : new(true, $"all guests of {stop.Node} were shut down meanwhile: {stop.Type} by {stop.User}");
    }

    /// <summary>
    /// The intent behind the absence of a node. It is derived from the known reason for its departure, or else from the tasks that
    /// <c>/cluster/tasks</c> still lists for the node: an orderly shutdown begins with <c>stopall</c> (api-facts §3), and the list holds 25
    /// tasks per node (api-facts §2).
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="departure">Why the node left, as determined at that time; null if not known.</param>
    /// <param name="tasks">Tasks of all nodes; null if they cannot be read.</param>
    /// <param name="alive">When the node was last seen alive.</param>
    public static StopIntentFacts OfNode(string node, NodeDeparture? departure, IReadOnlyCollection<PveTask>? tasks, LastAlive alive)
    {
        if (departure is { Planned: true } known) return new(true, $"{node} left on purpose: {known.Description}");

        // A token without Sys.Audit gets an empty list.
        if (tasks is null or { Count: 0 }) return new(null, "the cluster's tasks cannot be seen");
        if (DepartureClassifier.Shutdown(node, tasks, alive) is { } shutdown)
            return new(true, $"{node} was shut down in order: {shutdown.Type} by {shutdown.User}");
        return DepartureClassifier.MayBeUnlisted(node, tasks, alive)
            ? new(null, $"the last tasks of {node} end guests, and the list of them is full: a shutdown of the node may be listed no more")
            : new(false, $"no orderly shutdown of {node} is on record");
    }

    /// <summary>The intent behind the state of a service, derived from that state and from the tasks of its node.</summary>
    /// <param name="unit">The service as read now; null if it cannot be read.</param>
    /// <param name="tasks">The node's tasks since the service was last seen active; null if they cannot be read.</param>
    public static StopIntentFacts OfService(ServiceSample? unit, IReadOnlyCollection<PveTask>? tasks)
    {
        if (unit is not { } service) return new(null, "the service cannot be read");
        if (tasks is null) return new(null, "the node's tasks cannot be read");
        var own = tasks.Where(task => task.Id == service.Service).ToList();
        var stop = own.Where(task => task.Type == "srvstop").MaxBy(task => task.StartedAt);

        // A requested stop counts even if its task failed. A later start revokes it.
        var back = own.Any(task => task.Type is "srvstart" or "srvrestart" && task.StartedAt > stop?.StartedAt);
        if (stop is not null && !back) return new(true, $"{service.Service} was stopped: srvstop by {stop.User}");
        return service.ActiveState switch
        {
            "failed" => new(false, $"{service.Service} has failed"),
            "inactive" => new(true, $"{service.Service} is inactive, not failed: it was stopped or ended by itself"),
            _ => new(null, $"{service.Service} is {service.ActiveState ?? "in no known state"}"),
        };
    }
}
