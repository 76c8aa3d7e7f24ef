using System.Globalization;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>Power operations on one guest by the API, users and accidents (api-facts §5 and §7).</summary>
internal sealed partial class GuestPower(ClusterModel state, TaskRunner tasks)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Called when a guest's process has ended without an API request.</summary>
    public Action<Guest>? WentDown { get; set; }

    public static string IdOf(Guest guest) => guest.Vmid.ToString(CultureInfo.InvariantCulture);

    public static string Prefix(Guest guest) => guest.IsVm ? "qm" : "vz";

    public static string LockedText(Guest guest) => $"{(guest.IsVm ? "VM" : "CT")} is locked ({guest.Lock})";

    /// <summary>Rolls back to a snapshot without memory; the guest is stopped by a separate task.</summary>
    public SimulatedTask Rollback(Guest guest, string user)
    {
        if (guest.Lock is not null) return tasks.Instant(guest.Node, Prefix(guest) + "rollback", IdOf(guest), user, LockedText(guest));
        guest.Lock = "rollback";
        return tasks.Run(guest.Node, Prefix(guest) + "rollback", IdOf(guest), user, state.Timings.GuestStop, () =>
        {
            guest.End();
            guest.Lock = null;
            state.Narrate("guest-rolled-back", $"{guest.Label} on {guest.Node.Name} was rolled back by {user}", guest);
            return null;
        });
    }

    public SimulatedTask Start(Guest guest, string user)
    {
        var refused = RefusesStart(guest);
        if (refused is not null) return tasks.Instant(guest.Node, Prefix(guest) + "start", IdOf(guest), user, refused);
        return tasks.Run(
            guest.Node, Prefix(guest) + "start", IdOf(guest), user, guest.BootTime ?? state.Timings.GuestStart, () => Started(guest, user));
    }

    private static string? RefusesStart(Guest guest)
    {
        if (guest.Template) return guest.IsVm ? "you can't start a vm if it's a template" : "you can't start a CT if it's a template";
        if (guest.Lock is not null and not "suspended") return LockedText(guest);
        if (!guest.HasProcess) return null;
        return $"{(guest.IsVm ? "VM" : "CT")} {guest.Vmid} already running";
    }

    private string? Started(Guest guest, string user)
    {
        if (RefusesStart(guest) is { } refused) return refused;
        if (guest.FailingStarts > 0)
        {
            guest.FailingStarts--;
            state.Narrate("guest-start-failed", $"{guest.Label} on {guest.Node.Name} could not be started", guest, shows: Shows.Never);
            return guest.IsVm ? "start failed: QEMU exited with code 1" : $"startup for container '{guest.Vmid}' failed";
        }

        guest.Lock = null;
        guest.Begin(state.Now, guest.Node.NextPid++);
        state.Narrate("guest-started", $"{guest.Label} on {guest.Node.Name} was started by {user}", guest);
        return null;
    }

    public SimulatedTask Stop(Guest guest, string user, bool overruleShutdown = false)
    {
        if (overruleShutdown) Overrule(guest);
        return Down(guest, "stop", user, state.Timings.GuestStop);
    }

    /// <summary>Shuts the guest down.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="user">The requesting user.</param>
    /// <param name="timeout">How long to wait for a deaf guest; null is 60 s.</param>
    /// <param name="force">Stop it after the timeout instead of failing.</param>
    public SimulatedTask Shutdown(Guest guest, string user, TimeSpan? timeout = null, bool force = false)
    {
        if (!guest.Deaf || guest.Lock is not null || !guest.HasProcess) return Down(guest, "shutdown", user, state.Timings.GuestShutdown);
        if (force) return Down(guest, "shutdown", user, timeout ?? DefaultTimeout);
        return TimeOut(guest, "shutdown", user, timeout ?? DefaultTimeout);
    }

    private SimulatedTask TimeOut(Guest guest, string verb, string user, TimeSpan timeout)
    {
        var failure = guest.IsVm ? "VM quit/powerdown failed - got timeout" : "container did not stop";
        return tasks.Run(guest.Node, Prefix(guest) + verb, IdOf(guest), user, timeout, () => guest.HasProcess ? failure : null);
    }

    private void Overrule(Guest guest)
    {
        var running = guest.Node.Tasks.FindAll(task => task.Alive && task.Id == IdOf(guest) && task.Type == Prefix(guest) + "shutdown");
        foreach (var task in running) tasks.End(task, "received interrupt");
    }

    private SimulatedTask Down(Guest guest, string verb, string user, TimeSpan length)
    {
        if (guest.Lock is not null) return tasks.Instant(guest.Node, Prefix(guest) + verb, IdOf(guest), user, LockedText(guest));
        return tasks.Run(guest.Node, Prefix(guest) + verb, IdOf(guest), user, length, () =>
        {
            if (!guest.HasProcess) return null;
            guest.End();
            state.Narrate(verb == "stop"
                ? "guest-stopped"
                : "guest-shut-down", $"{guest.Label} on {guest.Node.Name} was {(verb == "stop" ? "stopped" : "shut down")} by {user}",
                    guest);
            return null;
        });
    }

    /// <summary>Shutdown and, for VMs, a start by root@pam in a separate task.</summary>
    public SimulatedTask Reboot(Guest guest, string user)
    {
        if (guest.Lock is not null) return tasks.Instant(guest.Node, Prefix(guest) + "reboot", IdOf(guest), user, LockedText(guest));
        if (guest.Deaf) return TimeOut(guest, "reboot", user, DefaultTimeout);
        return tasks.Run(guest.Node, Prefix(guest) + "reboot", IdOf(guest), user, state.Timings.GuestShutdown, () =>
        {
            if (!guest.HasProcess) return null;
            guest.End();
            state.Narrate("guest-rebooting", $"{guest.Label} on {guest.Node.Name} reboots by {user}", guest);
            if (guest.IsVm) Start(guest, TaskRunner.Root);
            else guest.Begin(state.Now, guest.Node.NextPid++);
            return null;
        });
    }

    /// <summary>Same process, same uptime.</summary>
    public SimulatedTask Reset(Guest guest, string user) =>
        tasks.Instant(guest.Node, "qmreset", IdOf(guest), user, guest.HasProcess ? null : $"VM {guest.Vmid} not running");

    public SimulatedTask Pause(Guest guest, string user)
    {
        var type = guest.IsVm ? "qmpause" : "vzsuspend";
        if (guest.Lock is not null) return tasks.Instant(guest.Node, type, IdOf(guest), user, LockedText(guest));
        if (!guest.HasProcess) return tasks.Instant(guest.Node, type, IdOf(guest), user, $"VM {guest.Vmid} not running");
        guest.State = RunState.Paused;
        state.Narrate("guest-paused", $"{guest.Label} on {guest.Node.Name} was paused by {user}", guest);
        return tasks.Instant(guest.Node, type, IdOf(guest), user);
    }

    public SimulatedTask Resume(Guest guest, string user)
    {
        if (!guest.HasProcess)
            return tasks.Instant(guest.Node, Prefix(guest) + "resume", IdOf(guest), user, $"VM {guest.Vmid} not running");
        guest.State = RunState.Running;
        state.Narrate("guest-resumed", $"{guest.Label} on {guest.Node.Name} was resumed by {user}", guest);
        return tasks.Instant(guest.Node, Prefix(guest) + "resume", IdOf(guest), user);
    }

    /// <summary>Suspend to disk: stopped, with the lock <c>suspended</c> for good.</summary>
    public SimulatedTask Hibernate(Guest guest, string user)
    {
        if (guest.Lock is not null) return tasks.Instant(guest.Node, "qmsuspend", IdOf(guest), user, LockedText(guest));
        guest.Lock = "suspending";
        return tasks.Run(guest.Node, "qmsuspend", IdOf(guest), user, state.Timings.GuestShutdown, () =>
        {
            guest.End();
            guest.Lock = "suspended";
            state.Narrate("guest-hibernated", $"{guest.Label} on {guest.Node.Name} was hibernated by {user}", guest);
            return null;
        });
    }

    public void SetRunState(Guest guest, RunState runState)
    {
        if (runState == RunState.Stopped)
        {
            Kill(guest);
            return;
        }

        // These states need an existing process.
        if (!guest.HasProcess && runState is (RunState.IoError or RunState.GuestPanicked or RunState.InternalError)) return;
        if (!guest.HasProcess) guest.Begin(state.Now, guest.Node.NextPid++);
        guest.State = runState;
        state.Narrate("guest-run-state", $"{guest.Label} on {guest.Node.Name} is now {runState.Name()}", guest);
    }
}
