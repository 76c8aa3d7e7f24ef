using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <content>Stops and restarts outside of Proxmox, without a task (api-facts §5).</content>
internal sealed partial class GuestPower
{
    public void Kill(Guest guest)
    {
        if (!guest.HasProcess) return;
        Vanish(guest);
        state.Narrate("guest-killed", $"{guest.Label} on {guest.Node.Name} was killed", guest);
        WentDown?.Invoke(guest);
    }

    public void PowerOffFromInside(Guest guest)
    {
        if (!guest.HasProcess) return;
        Vanish(guest);
        state.Narrate("guest-powered-off-inside", $"{guest.Label} on {guest.Node.Name} powered itself off", guest);
        WentDown?.Invoke(guest);
    }

    /// <summary>The kernel kills it because memory ran out: the only such end with proof in the journal (api-facts §5).</summary>
    public void KillForMemory(Guest guest)
    {
        if (!guest.HasProcess) return;
        var group = guest.IsVm ? $"/qemu.slice/{guest.Vmid}.scope" : $"/lxc/{guest.Vmid}/ns/init.scope";
        guest.Node.Note(
            state.Now,
            "kernel: oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom"
            + $",task_memcg={group},task={(guest.IsVm ? "kvm" : "java")},pid={guest.Pid},uid=0");
        Vanish(guest, GuestEnd.OutOfMemory);
        state.Narrate("guest-killed", $"{guest.Label} on {guest.Node.Name} was killed by the kernel because it ran out of memory", guest);
        WentDown?.Invoke(guest);
    }

    /// <summary>The guest reboots itself: a VM keeps its process, a container gets a new one (api-facts §5).</summary>
    public void RebootFromInside(Guest guest)
    {
        if (!guest.HasProcess) return;
        if (!guest.IsVm) guest.Begin(state.Now, guest.Node.NextPid++);
        state.Narrate("guest-rebooted-inside", $"{guest.Label} on {guest.Node.Name} rebooted itself", guest);
    }

    private void Vanish(Guest guest, GuestEnd how = GuestEnd.Crash)
    {
        if (guest.IsVm)
        {
            guest.Node.Note(state.Now, $"qmeventd[612]: Starting cleanup for {guest.Vmid}");
            guest.Node.Note(state.Now, $"qmeventd[612]: Finished cleanup for {guest.Vmid}");
        }

        guest.End(how);
    }
}
