using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Rules.Nodes;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>Tells whether somebody wanted the target to be as it is.</summary>
public static class StopIntent
{
    /// <summary>
    /// The tasks that could show that somebody wants a guest to be off. A backup that is over does not: whoever backs a guest up wants it
    /// as it was before, and one that still runs stands against a start by itself.
    /// </summary>
    public static ImmutableArray<PveTask> Bearing(IEnumerable<PveTask> tasks) =>
        [.. tasks.Where(task => task.Type != TaskTypes.Backup || task.EndedAt is null)];

    /// <summary>A guest, by what is known now about its stop.</summary>
    public static StopIntentFacts OfGuest(StopCause cause) => cause.Kind switch
    {
        StopCauseKind.GuestShutdownOrCrash or StopCauseKind.Crashed => new(false, cause.Reason),
        StopCauseKind.Unknown => new(null, cause.Reason),
        // Whoever reboots a guest wants it to run.
        _ when cause.Return == ReturnKind.Reboot => new(false, cause.Reason),
        _ => new(true, cause.Reason),
    };

    /// <summary>
    /// A node, by why it is known to have left, or else by the tasks that <c>/cluster/tasks</c> still lists of it: an orderly shutdown
    /// begins with <c>stopall</c> (api-facts §3), and the list holds 25 tasks of a node (api-facts §2).
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="departure">Why it left, as found out when it did; null where that is not known.</param>
    /// <param name="tasks">Tasks of all nodes; null where they cannot be read.</param>
    /// <param name="alive">When it was last seen alive.</param>
    public static StopIntentFacts OfNode(string node, NodeDeparture? departure, IReadOnlyCollection<PveTask>? tasks, LastAlive alive)
    {
        if (departure is { Planned: true } known) return new(true, $"{node} left on purpose: {known.Description}");

        // An empty list is what a token without Sys.Audit sees.
        if (tasks is null or { Count: 0 }) return new(null, "the cluster's tasks cannot be seen");
        if (DepartureClassifier.Shutdown(node, tasks, alive) is { } shutdown)
            return new(true, $"{node} was shut down in order: {shutdown.Type} by {shutdown.User}");
        return DepartureClassifier.MayBeUnlisted(node, tasks, alive)
            ? new(null, $"the last tasks of {node} end guests, and the list of them is full: a shutdown of the node may be listed no more")
            : new(false, $"no orderly shutdown of {node} is on record");
    }

    /// <summary>A service, by its state and the tasks of its node.</summary>
    /// <param name="unit">The service as read now; null where it cannot be read.</param>
    /// <param name="tasks">The node's tasks since the service was last seen active; null where they cannot be read.</param>
    public static StopIntentFacts OfService(ServiceSample? unit, IReadOnlyCollection<PveTask>? tasks)
    {
        if (unit is not { } service) return new(null, "the service cannot be read");
        if (tasks is null) return new(null, "the node's tasks cannot be read");
        var own = tasks.Where(task => task.Id == service.Service).ToList();
        var stop = own.Where(task => task.Type == "srvstop").MaxBy(task => task.StartedAt);

        // What was asked for counts, also where it did not end well; a later start takes it back.
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
