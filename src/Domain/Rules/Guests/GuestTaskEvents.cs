using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>
/// What tasks tell of a guest that its rows do not show: a reset, a run that began and ended between two polls, and that another guest has
/// its VMID.
/// </summary>
public static class GuestTaskEvents
{
    /// <summary>How long after a task its guest's row may still be older than it (api-facts §2).</summary>
    public static TimeSpan RowAge { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Ended tasks that may tell something new, by guest.</summary>
    /// <param name="tasks">The newest tasks of all nodes.</param>
    /// <param name="known">The UPIDs of those that were looked at before.</param>
    public static IEnumerable<(int Vmid, PveTask Task)> Of(IEnumerable<PveTask> tasks, IReadOnlySet<string> known) =>
        from task in tasks
        where task is { EndedAt: not null, Failed: false } && !known.Contains(task.Upid)
        where IsReset(task) || IsDestruction(task) || TaskTypes.BeginsRun(task.Type)
        let vmid = Guest(task)
        where vmid is not null
        orderby task.StartedAt
        select (vmid.Value, task);

    /// <summary>The guest that a task is about; null where it is about none.</summary>
    public static int? Guest(PveTask task) =>
        int.TryParse(task.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid) && vmid > 0 ? vmid : null;

    /// <summary>Whether a task reset a VM: its process and its uptime go on, so no row shows it (api-facts §7).</summary>
    public static bool IsReset(PveTask task) => TaskTypes.Resets(task.Type);

    /// <summary>The types of tasks that destroy guests.</summary>
    public static ImmutableArray<string> Destroying => TaskTypes.Destroying;

    /// <summary>Whether a task destroyed a guest: where one is listed afterwards, another has its VMID.</summary>
    public static bool IsDestruction(PveTask task) => TaskTypes.Destroys(task.Type);

    /// <summary>Whether a task destroyed a guest, or is of the one that has its VMID since.</summary>
    /// <param name="task">The task.</param>
    /// <param name="tasks">All tasks that were read.</param>
    public static bool IsSinceDestruction(PveTask task, ImmutableArray<PveTask> tasks) =>
        IsDestruction(task) || tasks.Any(other => IsDestruction(other) && other.Id == task.Id && other.StartedAt <= task.StartedAt);

    /// <summary>
    /// When the run began that ended before the guest was seen to be down, by the monitor's clock; null where no task tells.
    /// </summary>
    /// <param name="state">What is known of it.</param>
    /// <param name="vmid">Its number.</param>
    /// <param name="tasks">Its node's tasks.</param>
    /// <param name="skew">How far the node's clock is ahead of the monitor's.</param>
    public static DateTimeOffset? LastStart(GuestState state, int vmid, IEnumerable<PveTask> tasks, TimeSpan skew) => tasks
        .Where(task => task is { EndedAt: not null, Failed: false } && TaskTypes.BeginsRun(task.Type) && Guest(task) == vmid)
        .Select(task => (DateTimeOffset?)(task.StartedAt - skew))
        .Where(started => started < state.Since)
        .Max();

    /// <summary>Whether a guest was started after it was seen to stop, and is down again though nothing was seen of that run.</summary>
    /// <param name="state">What is known of it.</param>
    /// <param name="observation">Its row, which must be newer than the task.</param>
    /// <param name="start">The task that started it.</param>
    /// <param name="skew">How far the node's clock is ahead of the monitor's.</param>
    public static bool IsUnseenRun(GuestState? state, in GuestObservation observation, PveTask start, TimeSpan skew) =>
        state is { Status: GuestStatus.Stopped, Template: false, LastStop: not { Cause.Return: not null } }
        && observation is { NodeStatus: NodeStatus.Online, Sample.Status: GuestStatus.Stopped }
        && TaskTypes.BeginsRun(start.Type) && start.StartedAt - skew > state.Since && observation.At - (start.EndedAt - skew) >= RowAge;

    /// <summary>Tells of a reset.</summary>
    public static GuestState Reset(GuestId guest, GuestState state, PveTask task, DateTimeOffset at)
    {
        var change = new StateChange(EntityId.Of(guest), "run", "running", "reset", $"{task.Type} by {task.User}");
        var facts = ImmutableDictionary<string, string>.Empty.Add("cause", "reset").Add("by", task.User).Add("upid", task.Upid);
        return state with
        {
            Ledger = state.Ledger
                .Report(change, Severity.Info, $"{GuestTracker.Label(guest, state.Name)} was reset", state.Node, at, facts)
        };
    }

    /// <summary>Tells of a run that nobody saw, and of its end.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="state">What is known of it.</param>
    /// <param name="observation">Its row.</param>
    /// <param name="start">The task that started it.</param>
    /// <param name="stop">Why it is down again.</param>
    public static GuestState Died(GuestId guest, GuestState state, in GuestObservation observation, PveTask start, StopFinding stop)
    {
        var words = $"{start.Type} by {start.User} started it, and it is down again: {stop.Reason}";
        var change = new StateChange(EntityId.Of(guest), "run", "stopped", "stopped", words);
        var evaluation = new EvaluationContext(state.Ledger, observation.At);
        evaluation.Report(
            change, stop.Crashed ? Severity.Warning : Severity.Info,
            $"{GuestTracker.Label(guest, state.Name)} was started and is down again ({stop.Cause.Name})", state.Node);
        var next = state with { Since = observation.At, LastStop = stop };
        evaluation.Add(GuestRules.Entered(guest, next, observation, stop.Crashed, words));
        return next with { Ledger = evaluation.Ledger };
    }
}
