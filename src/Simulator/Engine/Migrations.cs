using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>Moving guests between nodes (api-facts §4).</summary>
internal sealed class Migrations(ClusterModel state, TaskRunner tasks)
{
    private static readonly TimeSpan LockDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UnlockDelay = TimeSpan.FromSeconds(3.7);

    public static void MoveConfiguration(Guest guest, Node target)
    {
        guest.Node.Guests.Remove(guest);
        guest.Node = target;
        target.Guests.Add(guest);
    }

    public SimulatedTask Migrate(Guest guest, Node target, string user)
    {
        var source = guest.Node;
        var type = guest.IsVm ? "qmigrate" : "vzmigrate";
        if (guest.Lock is not null) return tasks.Instant(source, type, GuestPower.IdOf(guest), user, GuestPower.LockedText(guest));
        if (target == source) return tasks.Instant(source, type, GuestPower.IdOf(guest), user, "target is local node.");
        var task = tasks.Begin(source, type, GuestPower.IdOf(guest), user);
        Step(task, LockDelay, () => Prepare(task, guest, target));
        return task;
    }

    /// <summary>
    /// Moves a guest to another cluster (<c>qm remote-migrate</c>). The original stays, stopped and locked, so that nobody starts it beside
    /// its copy; with <paramref name="delete"/> the same task removes it.
    /// </summary>
    public SimulatedTask MoveAway(Guest guest, bool delete, string user)
    {
        var task = tasks.Begin(guest.Node, guest.IsVm ? "qmigrate" : "vzmigrate", GuestPower.IdOf(guest), user);
        Step(task, LockDelay, () =>
        {
            guest.Lock = "migrate";
            Step(task, state.Timings.Migration, () =>
            {
                guest.End();
                if (delete) Remove(state, guest);
                state.Narrate("guest-moved-away", $"{guest.Label} on {guest.Node.Name} moved to another cluster", guest,
                    shows: Shows.AtOnce);
                Step(task, UnlockDelay, () => tasks.End(task));
            });
        });
        return task;
    }

    /// <summary>Removes a guest's configuration.</summary>
    public static void Remove(ClusterModel state, Guest guest)
    {
        guest.Node.Guests.Remove(guest);
        state.Guests.Remove(guest);
        state.GuestsById.Remove(guest.Vmid);
    }

    private void Prepare(SimulatedTask task, Guest guest, Node target)
    {
        guest.Lock = "migrate";

        // The target must be reachable before anything is changed.
        if (!target.Powered)
        {
            Abort(task, guest, target);
            return;
        }

        var wasRunning = guest.HasProcess;
        if (!guest.IsVm) guest.End();
        if (guest.IsVm && wasRunning)
            tasks.Run(target, "qmstart", GuestPower.IdOf(guest), TaskRunner.Root, state.Timings.GuestStart, () => null);
        Step(task, wasRunning ? state.Timings.Migration : state.Timings.GuestStart, () => Switch(task, guest, target, wasRunning));
    }

    private void Switch(SimulatedTask task, Guest guest, Node target, bool wasRunning)
    {
        if (!target.Powered)
        {
            Abort(task, guest, target);
            return;
        }

        var source = guest.Node;
        MoveConfiguration(guest, target);
        if (!guest.IsVm && wasRunning) tasks.Instant(target, "vzstart", GuestPower.IdOf(guest), TaskRunner.Root);
        if (wasRunning) guest.Begin(state.Now, target.NextPid++);
        state.Narrate("guest-migrated", $"{guest.Label} moved from {source.Name} to {target.Name}", guest, shows: Shows.AtOnce);
        Step(task, wasRunning ? UnlockDelay : LockDelay, () =>
        {
            guest.Lock = null;
            tasks.End(task);
        });
    }

    private void Abort(SimulatedTask task, Guest guest, Node target)
    {
        guest.Lock = null;
        tasks.End(task, $"migration aborted: can't connect to node '{target.Name}'");
    }

    private void Step(SimulatedTask task, TimeSpan delay, Action step) => state.After(delay, () =>
    {
        if (task.Alive) step();
    });
}
