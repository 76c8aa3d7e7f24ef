using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>vzdump in its three modes, and of stopped guests: the steps a monitor must not mistake for crashes (api-facts §5).</summary>
internal sealed class Backups(ClusterState state, TaskRunner tasks)
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShutdownTakes = TimeSpan.FromSeconds(1);

    public PveTask Start(Guest guest, string mode, string user, bool fails = false)
    {
        if (guest.Lock is not null) return tasks.Instant(guest.Node, "vzdump", GuestPower.IdOf(guest), user, "job errors");
        var task = tasks.Begin(guest.Node, "vzdump", GuestPower.IdOf(guest), user);
        task.Log.Add($"INFO: starting new backup job: vzdump {guest.Vmid} --mode {mode} --storage shared");
        state.Tell("backup-started", $"Backup ({mode}) of {guest.Label} started", guest, shows: Shows.Never);
        if (fails)
        {
            Fail(task, guest);
            return task;
        }

        Step(task, Instant, () => Lock(task, guest, mode, () => Finish(task)));
        return task;
    }

    /// <summary>One task over all guests of a node, one after the other; it names none of them.</summary>
    public PveTask StartAll(Node node, string mode, string user)
    {
        var task = tasks.Begin(node, "vzdump", "", user);
        task.Log.Add($"INFO: starting new backup job: vzdump --all 1 --mode {mode} --storage shared");
        state.Tell("backup-started", $"Backup ({mode}) of all guests of {node.Name} started", node: node);
        var guests = new Queue<Guest>(node.Guests.Where(guest => guest.Lock is null).OrderBy(guest => guest.Vmid));
        Step(task, Instant, () => Following(task, guests, mode));
        return task;
    }

    private void Following(PveTask task, Queue<Guest> guests, string mode)
    {
        if (!guests.TryDequeue(out var guest))
        {
            task.Log.Add("INFO: Backup job finished successfully");
            tasks.End(task);
            return;
        }

        Lock(task, guest, mode, () => Following(task, guests, mode));
    }

    private void Fail(PveTask task, Guest guest) => Step(task, state.Timings.GuestShutdown, () =>
    {
        task.Log.Add($"ERROR: Backup of VM {guest.Vmid} failed - storage 'shared' is not online");
        tasks.End(task, "job errors");
        state.Tell("backup-failed", $"Backup of {guest.Label} failed", guest, shows: Shows.Never);
    });

    private void Finish(PveTask task)
    {
        task.Log.Add("INFO: Backup job finished successfully");
        tasks.End(task);
    }

    private void Lock(PveTask task, Guest guest, string mode, Action next)
    {
        guest.Lock = "backup";
        if (!guest.HasProcess && guest.IsVm) BackUpStopped(task, guest, next);
        else if (!guest.HasProcess || mode == "snapshot") Copy(task, guest, next);
        else if (mode == "suspend") Suspend(task, guest, next);
        else if (guest.IsVm) StopVm(task, guest, next);
        else StopContainer(task, guest, next);
    }

    private void BackUpStopped(PveTask task, Guest guest, Action next)
    {
        guest.Begin(state.Now, guest.Node.NextPid++, RunState.Prelaunch);
        Copy(task, guest, guest.End, next);
    }

    private void Suspend(PveTask task, Guest guest, Action next)
    {
        tasks.Instant(guest.Node, guest.IsVm ? "qmpause" : "vzsuspend", GuestPower.IdOf(guest), TaskRunner.Root);
        guest.State = RunState.Paused;
        Step(task, ShutdownTakes, () =>
        {
            tasks.Instant(guest.Node, GuestPower.Prefix(guest) + "resume", GuestPower.IdOf(guest), TaskRunner.Root);
            if (guest.HasProcess) guest.State = RunState.Running;
            Copy(task, guest, next);
        });
    }

    private void StopVm(PveTask task, Guest guest, Action next) =>
        tasks.Run(guest.Node, "qmshutdown", GuestPower.IdOf(guest), TaskRunner.Root, Instant, () =>
        {
            guest.End();
            Step(task, ShutdownTakes, () =>
            {
                guest.Begin(state.Now, guest.Node.NextPid++, RunState.Prelaunch);
                Step(task, Instant, () => guest.State = RunState.Running);
                Copy(task, guest, next);
            });
            return null;
        });

    private void StopContainer(PveTask task, Guest guest, Action next)
    {
        guest.End();
        Copy(task, guest, () => guest.Begin(state.Now, guest.Node.NextPid++), next);
    }

    private void Copy(PveTask task, Guest guest, Action next) => Copy(task, guest, () => { }, next);

    private void Copy(PveTask task, Guest guest, Action afterwards, Action next) => Step(task, state.Timings.Backup, () =>
    {
        afterwards();
        guest.Lock = null;
        task.Log.Add($"INFO: Finished Backup of VM {guest.Vmid}");
        state.Tell("backup-finished", $"Backup of {guest.Label} finished", guest, shows: Shows.AtOnce);
        next();
    });

    private void Step(PveTask task, TimeSpan delay, Action step) => state.After(delay, () =>
    {
        if (task.Alive) step();
    });
}
