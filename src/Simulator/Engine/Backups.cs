using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>vzdump in its three modes, and for stopped guests. A monitor must not mistake its steps for crashes (api-facts §5).</summary>
internal sealed class Backups
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShutdownTakes = TimeSpan.FromSeconds(1);
    private readonly ClusterModel _state;
    private readonly TaskRunner _tasks;
    private readonly HashSet<SimulatedTask> _withErrors = [];
    private readonly Dictionary<Node, List<(SimulatedTask Task, Action Begin)>> _turns = [];

    public Backups(ClusterModel state, TaskRunner tasks)
    {
        (_state, _tasks) = (state, tasks);
        tasks.Ended += PassLock;
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_state.Now);

    public SimulatedTask Start(Guest guest, string mode, string user, bool fails = false)
    {
        var task = _tasks.Begin(guest.Node, "vzdump", GuestPower.IdOf(guest), user);
        RunInTurn(task, () =>
        {
            task.Log.Add($"INFO: starting new backup job: vzdump {guest.Vmid} --mode {mode} --storage shared");
            if (guest.Lock is not null || !task.Node.Guests.Contains(guest))
            {
                BackUpNext(task, new([guest]), mode);
                return;
            }

            _state.Narrate("backup-started", $"Backup ({mode}) of {guest.Label} started", guest, shows: Shows.Never);
            if (fails) FailSoon(task, guest);
            else Step(task, Instant, () => BackUpNext(task, new([guest]), mode));
        });
        return task;
    }

    /// <summary>One task for all guests of a node, one after the other. Only its log names them.</summary>
    public SimulatedTask StartAll(Node node, string mode, string user, string storage = "shared")
    {
        var task = _tasks.Begin(node, "vzdump", "", user);
        _state.Narrate("backup-started", $"Backup ({mode}) of all guests of {node.Name} started", node: node);
        var guests = new Queue<Guest>(node.Guests.OrderBy(guest => guest.Vmid));
        RunInTurn(task, () =>
        {
            task.Log.Add($"INFO: starting new backup job: vzdump --all 1 --mode {mode} --storage {storage}");
            Step(task, Instant, () => BackUpNext(task, guests, mode));
        });
        return task;
    }

    // vzdump takes the node's lock /var/run/vzdump.lock: one task runs at a time, the others wait.
    private void RunInTurn(SimulatedTask task, Action begin)
    {
        var turns = _turns.GetValueOrDefault(task.Node) ?? (_turns[task.Node] = []);
        turns.RemoveAll(turn => !turn.Task.Alive);
        turns.Add((task, begin));
        if (turns.Count > 1) task.Log.Add("INFO: trying to get global lock - waiting...");
        else begin();
    }

    private void PassLock(SimulatedTask ended)
    {
        if (!_turns.TryGetValue(ended.Node, out var turns) || turns.Count == 0) return;
        var held = turns[0].Task == ended;
        turns.RemoveAll(turn => !turn.Task.Alive);
        if (!held || turns.Count == 0) return;
        turns[0].Task.Log.Add("INFO: got global lock");
        turns[0].Begin();
    }

    /// <summary>The worker dies: there is no result, and the lock of its current guest remains.</summary>
    public void KillWorker(Guest guest)
    {
        var task = guest.Node.Tasks
            .Find(task => task.Alive && task.Type == "vzdump" && (task.Id == GuestPower.IdOf(guest) || task.Id.Length == 0));
        if (task is null || guest.Lock != "backup")
            throw new ArgumentException($"No backup is at work on guest {guest.Vmid}.", nameof(guest));
        _tasks.End(task, "unexpected status");
        _state.Narrate("backup-worker-died", $"The backup worker of {guest.Label} died", guest, shows: Shows.Never);
    }

    private void BackUpNext(SimulatedTask task, Queue<Guest> guests, string mode)
    {
        while (guests.TryDequeue(out var guest))
        {
            if (guest.Node != task.Node || !task.Node.Guests.Contains(guest))
            {
                FailMissingGuest(task, guest);
                continue;
            }

            if (guest.Lock is null)
            {
                Lock(task, guest, mode, () => BackUpNext(task, guests, mode));
                return;
            }

            Refuse(task, guest);
        }

        End(task);
    }

    private void Refuse(SimulatedTask task, Guest guest)
    {
        task.Log.AddRange(BackupLog.Begin(guest, "snapshot", guest.HasProcess, Now));
        Fail(task, guest, GuestPower.LockedText(guest));
        _state.Narrate("backup-failed", $"Backup of {guest.Label} failed", guest, shows: Shows.Never);
    }

    // The job listed its guests at its start, and this one is gone.
    private void FailMissingGuest(SimulatedTask task, Guest guest)
    {
        task.Log.AddRange(BackupLog.Begin(guest, "snapshot", guest.HasProcess, Now));
        Fail(task, guest, $"unable to find configuration file for {(guest.IsVm ? "VM" : "CT")} {guest.Vmid} on node '{task.Node.Name}'");
        if (_state.GuestsById.GetValueOrDefault(guest.Vmid) == guest)
            _state.Narrate("backup-failed", $"Backup of {guest.Label} failed", guest, task.Node, Shows.AtOnce);
    }

    private void FailSoon(SimulatedTask task, Guest guest)
    {
        task.Log.AddRange(BackupLog.Begin(guest, "snapshot", guest.HasProcess, Now));
        Step(task, _state.Timings.GuestShutdown, () =>
        {
            Fail(task, guest, "storage 'shared' is not online");
            _state.Narrate("backup-failed", $"Backup of {guest.Label} failed", guest, shows: Shows.Never);
            End(task);
        });
    }

    private void Fail(SimulatedTask task, Guest guest, string why)
    {
        task.Log.AddRange(BackupLog.Fail(guest, why, Now));
        _withErrors.Add(task);
    }

    private void End(SimulatedTask task)
    {
        var failed = _withErrors.Remove(task);
        task.Log.Add(BackupLog.End(failed));
        _tasks.End(task, failed ? "job errors" : null);
    }

    private void Lock(SimulatedTask task, Guest guest, string mode, Action next)
    {
        guest.Lock = "backup";
        task.Log.AddRange(BackupLog.Begin(guest, mode, guest.HasProcess, Now));
        if (!guest.HasProcess && guest.IsVm) BackUpStopped(task, guest, next);
        else if (!guest.HasProcess || mode == "snapshot") Copy(task, guest, () => { }, next);
        else if (mode == "suspend") Suspend(task, guest, next);
        else if (guest.IsVm) StopVm(task, guest, next);
        else StopContainer(task, guest, next);
    }

    private void BackUpStopped(SimulatedTask task, Guest guest, Action next)
    {
        guest.Begin(_state.Now, guest.Node.NextPid++, RunState.Prelaunch);
        Copy(task, guest, () =>
        {
            // A user who resumed it meanwhile wants it to run.
            task.Log.Add(guest.State == RunState.Prelaunch ? "INFO: stopping kvm after backup task"
                : $"INFO: kvm status changed after backup ('{guest.State.Name()}') - keep VM running");
            if (guest.State == RunState.Prelaunch) guest.End();
        }, next);
    }

    private void Suspend(SimulatedTask task, Guest guest, Action next)
    {
        task.Log.Add("INFO: suspending guest");
        _tasks.Instant(guest.Node, guest.IsVm ? "qmpause" : "vzsuspend", GuestPower.IdOf(guest), TaskRunner.Root);
        guest.State = RunState.Paused;
        Step(task, ShutdownTakes, () =>
        {
            _tasks.Instant(guest.Node, GuestPower.Prefix(guest) + "resume", GuestPower.IdOf(guest), TaskRunner.Root);
            task.Log.AddRange(["INFO: resuming guest", "INFO: guest is online again after 1 seconds"]);
            if (guest.HasProcess) guest.State = RunState.Running;
            Copy(task, guest, () => { }, next);
        });
    }

    private void StopVm(SimulatedTask task, Guest guest, Action next)
    {
        task.Log.Add("INFO: stopping virtual guest");
        _tasks.Run(guest.Node, "qmshutdown", GuestPower.IdOf(guest), TaskRunner.Root, Instant, () =>
        {
            guest.End();
            if (guest.NextBackup is { LeavesOff: true }) Copy(task, guest, () => { }, next);
            else Step(task, ShutdownTakes, () => RunAgain(task, guest, next));
            return null;
        });
    }

    private void RunAgain(SimulatedTask task, Guest guest, Action next)
    {
        task.Log.AddRange(["INFO: starting kvm to execute backup task", "INFO: resuming VM again after 2 seconds"]);
        guest.Begin(_state.Now, guest.Node.NextPid++, RunState.Prelaunch);
        Step(task, Instant, () => guest.State = RunState.Running);
        Copy(task, guest, () => { }, next);
    }

    private void StopContainer(SimulatedTask task, Guest guest, Action next)
    {
        task.Log.Add("INFO: stopping virtual guest");
        guest.End();
        var leftOff = guest.NextBackup is { LeavesOff: true };
        Copy(task, guest, () =>
        {
            if (leftOff) return;
            guest.Begin(_state.Now, guest.Node.NextPid++);
            task.Log.AddRange(["INFO: restarting vm", $"INFO: guest is online again after {_state.Timings.Backup.TotalSeconds:0} seconds"]);
        }, next);
    }

    private void Copy(SimulatedTask task, Guest guest, Action afterwards, Action next) => Step(task, _state.Timings.Backup, () =>
    {
        afterwards();
        guest.Lock = null;
        if (guest.NextBackup is { } failure)
        {
            guest.NextBackup = null;
            Fail(task, guest, failure.Why);
            _state.Narrate("backup-failed", $"Backup of {guest.Label} failed", guest, shows: Shows.AtOnce);
        }
        else
        {
            task.Log.AddRange(BackupLog.Finish(guest, _state.Timings.Backup, Now));
            _state.Narrate("backup-finished", $"Backup of {guest.Label} finished", guest, shows: Shows.AtOnce);
        }

        next();
    });

    private void Step(SimulatedTask task, TimeSpan delay, Action step) => _state.After(delay, () =>
    {
        if (task.Alive) step();
    });
}
