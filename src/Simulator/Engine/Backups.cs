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

        Step(task, Instant, () => Lock(task, guest, mode));
        return task;
    }

    private void Fail(PveTask task, Guest guest) => Step(task, state.Timings.GuestShutdown, () =>
    {
        task.Log.Add($"ERROR: Backup of VM {guest.Vmid} failed - storage 'shared' is not online");
        tasks.End(task, "job errors");
        state.Tell("backup-failed", $"Backup of {guest.Label} failed", guest, shows: Shows.Never);
    });

    private void Lock(PveTask task, Guest guest, string mode)
    {
        guest.Lock = "backup";
        if (!guest.HasProcess && guest.IsVm) BackUpStopped(task, guest);
        else if (!guest.HasProcess || mode == "snapshot") Copy(task, guest, () => { });
        else if (mode == "suspend") Suspend(task, guest);
        else if (guest.IsVm) StopVm(task, guest);
        else StopContainer(task, guest);
    }

    private void BackUpStopped(PveTask task, Guest guest)
    {
        guest.Begin(state.Now, guest.Node.NextPid++, RunState.Prelaunch);
        Copy(task, guest, guest.End);
    }

    private void Suspend(PveTask task, Guest guest)
    {
        tasks.Instant(guest.Node, guest.IsVm ? "qmpause" : "vzsuspend", GuestPower.IdOf(guest), TaskRunner.Root);
        guest.State = RunState.Paused;
        Step(task, ShutdownTakes, () =>
        {
            tasks.Instant(guest.Node, GuestPower.Prefix(guest) + "resume", GuestPower.IdOf(guest), TaskRunner.Root);
            if (guest.HasProcess) guest.State = RunState.Running;
            Copy(task, guest, () => { });
        });
    }

    private void StopVm(PveTask task, Guest guest) =>
        tasks.Run(guest.Node, "qmshutdown", GuestPower.IdOf(guest), TaskRunner.Root, Instant, () =>
        {
            guest.End();
            Step(task, ShutdownTakes, () =>
            {
                guest.Begin(state.Now, guest.Node.NextPid++, RunState.Prelaunch);
                Step(task, Instant, () => guest.State = RunState.Running);
                Copy(task, guest, () => { });
            });
            return null;
        });

    private void StopContainer(PveTask task, Guest guest)
    {
        guest.End();
        Copy(task, guest, () => guest.Begin(state.Now, guest.Node.NextPid++));
    }

    private void Copy(PveTask task, Guest guest, Action afterwards) => Step(task, state.Timings.Backup, () =>
    {
        afterwards();
        guest.Lock = null;
        task.Log.Add($"INFO: Finished Backup of VM {guest.Vmid}");
        task.Log.Add("INFO: Backup job finished successfully");
        tasks.End(task);
        state.Tell("backup-finished", $"Backup of {guest.Label} finished", guest, shows: Shows.AtOnce);
    });

    private void Step(PveTask task, TimeSpan delay, Action step) => state.After(delay, () =>
    {
        if (task.Alive) step();
    });
}
