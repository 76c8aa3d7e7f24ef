using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Guest events that only tasks show: a reset, a run that began and ended between two polls, and reuse of a VMID.</summary>
public static class GuestTaskEvents
{
    /// <summary>How long after a task its guest's row may still be older (api-facts §2).</summary>
    public static TimeSpan RowAge { get; } = TimeSpan.FromSeconds(20);

    // Times of tasks are cut to whole seconds: a repair may start the guest in the very second in which it was seen down.
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>Ended tasks that may be news, by guest.</summary>
    /// <param name="tasks">The newest tasks of all nodes.</param>
    /// <param name="known">UPIDs of tasks already processed.</param>
    public static IEnumerable<(int Vmid, PveTask Task)> Of(IEnumerable<PveTask> tasks, IReadOnlySet<string> known) =>
        from task in tasks
        where task is { EndedAt: not null, Failed: false } && !known.Contains(task.Upid)
        where IsReset(task) || IsDestruction(task) || TaskTypes.BeginsRun(task.Type)
        let vmid = Guest(task)
        where vmid is not null
        orderby task.StartedAt
        select (vmid.Value, task);

    /// <summary>The guest of a task; null for none.</summary>
    public static int? Guest(PveTask task) =>
        int.TryParse(task.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid) && vmid > 0 ? vmid : null;

    /// <summary>Whether a task reset a VM. Its process and uptime continue, so no row shows it (api-facts §7).</summary>
    public static bool IsReset(PveTask task) => TaskTypes.Resets(task.Type);

    /// <summary>The types of tasks that destroy guests.</summary>
    public static ImmutableArray<string> Destroying => TaskTypes.Destroying;

    /// <summary>Whether a task destroyed a guest; a guest listed afterwards is another one with its VMID.</summary>
    public static bool IsDestruction(PveTask task) => TaskTypes.Destroys(task.Type);

    /// <summary>Whether a task destroyed a guest, or belongs to the new guest with its VMID.</summary>
    /// <param name="task">The task.</param>
    /// <param name="tasks">All tasks read.</param>
    public static bool IsSinceDestruction(PveTask task, ImmutableArray<PveTask> tasks) =>
        IsDestruction(task) || tasks.Any(other => IsDestruction(other) && other.Id == task.Id && other.StartedAt <= task.StartedAt);

    /// <summary>Start of the run that ended before the guest was observed down, by the monitor's clock; null if no task shows it.</summary>
    /// <param name="state">Its known state.</param>
    /// <param name="vmid">Its VMID.</param>
    /// <param name="tasks">Its node's tasks.</param>
    /// <param name="skew">How far the node's clock is ahead of the monitor's.</param>
    public static DateTimeOffset? LastStart(GuestState state, int vmid, IEnumerable<PveTask> tasks, TimeSpan skew) => tasks
        .Where(task => task is { EndedAt: not null, Failed: false } && TaskTypes.BeginsRun(task.Type) && Guest(task) == vmid)
        .Select(task => (DateTimeOffset?)(task.StartedAt - skew))
        .Where(started => started < state.Since)
        .Max();

    /// <summary>Whether a guest was started after its observed stop and is down again, without an observed run.</summary>
    /// <param name="state">Its known state.</param>
    /// <param name="observation">Its row; it must be newer than the task.</param>
    /// <param name="start">The task that started it.</param>
    /// <param name="skew">How far the node's clock is ahead of the monitor's.</param>
    public static bool IsUnseenRun(GuestState? state, in GuestObservation observation, PveTask start, TimeSpan skew) =>
        state is { Status: GuestStatus.Stopped, Template: false, LastStop: not { Cause.Return: not null } }
        && observation is { NodeStatus: NodeStatus.Online, Sample.Status: GuestStatus.Stopped }
        && TaskTypes.BeginsRun(start.Type) && start.StartedAt + OneSecond - skew > state.Since
        && observation.At - (start.EndedAt - skew) >= RowAge;

    /// <summary>Reports a reset.</summary>
    public static GuestState ReportReset(GuestId guest, GuestState state, PveTask task, DateTimeOffset at)
    {
        var change = new StateChange(EntityId.Of(guest), "run", "running", "reset", $"{task.Type} by {task.User}");
        var facts = ImmutableDictionary<string, string>.Empty.Add("cause", "reset").Add("by", task.User).Add("upid", task.Upid);
        return state with
        {
            Ledger = state.Ledger
                .Report(change, Severity.Info, $"{GuestLabel.Of(guest, state)} was reset", state.Node, at, facts)
        };
    }

    /// <summary>Reports a run that no poll observed, and its end.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="state">Its known state.</param>
    /// <param name="observation">Its row.</param>
    /// <param name="start">The task that started it.</param>
    /// <param name="stop">The finding about its stop.</param>
    public static GuestState ReportUnseenRun(
        GuestId guest, GuestState state, in GuestObservation observation, PveTask start, StopFinding stop)
    {
        var reason = $"{start.Type} by {start.User} started it, and it is down again: {stop.Reason}";
        var change = new StateChange(EntityId.Of(guest), "run", "stopped", "stopped", reason);
        var evaluation = new EvaluationContext(state.Ledger, observation.At);
        evaluation.Report(
            change, stop.Crashed ? Severity.Warning : Severity.Info,
            $"{GuestLabel.Of(guest, state)} was started and is down again ({stop.Cause.Name})", state.Node);
        var next = state with { Since = observation.At, LastStop = stop };
        evaluation.Add(GuestRules.Entered(guest, next, observation, stop.Crashed, reason));
        return next with { Ledger = evaluation.Ledger };
    }
}
