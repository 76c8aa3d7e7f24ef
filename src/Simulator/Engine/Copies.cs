using System.Globalization;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>Snapshots, clones and restores: tasks that hold a lock without stopping the guest, or replace it (api-facts §4, §5).</summary>
internal sealed class Copies(ClusterModel state, TaskRunner tasks)
{
    /// <summary>The guest keeps running with the lock <c>snapshot</c>.</summary>
    public SimulatedTask Snapshot(Guest guest, string user)
    {
        var type = GuestPower.Prefix(guest) + "snapshot";
        if (guest.Lock is not null) return tasks.Instant(guest.Node, type, GuestPower.IdOf(guest), user, GuestPower.LockedText(guest));
        state.Narrate("guest-snapshot-started", $"A snapshot of {guest.Label} was begun by {user}", guest, shows: Shows.AtOnce);
        return Hold(guest, "snapshot", type, user, state.Timings.Snapshot, () => { });
    }

    /// <summary>
    /// Copies a guest to another VMID on the same node. Only the copy of a VM is locked (<c>clone</c>). A container is locked <c>disk</c>,
    /// its copy <c>create</c>.
    /// </summary>
    public SimulatedTask Clone(Guest guest, int copyId, string user)
    {
        var type = GuestPower.Prefix(guest) + "clone";
        if (guest.Lock is not null) return tasks.Instant(guest.Node, type, GuestPower.IdOf(guest), user, GuestPower.LockedText(guest));
        var copy = ClusterBuilder.AddGuest(state, copyId, guest.Node, ClusterBuilder.IndexOfKind(guest.IsVm, copyId), state.Now,
            fresh: true);
        copy.Lock = guest.IsVm ? "clone" : "create";
        if (!guest.IsVm) guest.Lock = "disk";
        state.Narrate("guest-cloned", $"{guest.Label} is cloned to {copyId.ToString(CultureInfo.InvariantCulture)} by {user}", copy,
            shows: Shows.AtOnce);
        return tasks.Run(guest.Node, type, GuestPower.IdOf(guest), user, state.Timings.Backup, () =>
        {
            copy.Lock = null;
            if (!guest.IsVm && guest.Lock == "disk") guest.Lock = null;
            return null;
        });
    }

    /// <summary>Restores a stopped guest from a backup. It is locked <c>create</c> meanwhile.</summary>
    public SimulatedTask Restore(Guest guest, string user)
    {
        var type = GuestPower.Prefix(guest) + "restore";
        if (guest.Lock is not null) return tasks.Instant(guest.Node, type, GuestPower.IdOf(guest), user, GuestPower.LockedText(guest));
        if (guest.HasProcess)
            return tasks.Instant(guest.Node, type, GuestPower.IdOf(guest), user,
                $"unable to restore {(guest.IsVm ? "VM" : "CT")} {guest.Vmid} - it is running");
        return Hold(guest, "create", type, user, state.Timings.Backup,
            () => state.Narrate("guest-restored", $"{guest.Label} was restored from a backup by {user}", guest, shows: Shows.Never));
    }

    private SimulatedTask Hold(Guest guest, string configurationLock, string type, string user, TimeSpan length, Action done)
    {
        guest.Lock = configurationLock;
        return tasks.Run(guest.Node, type, GuestPower.IdOf(guest), user, length, () =>
        {
            if (guest.Lock == configurationLock) guest.Lock = null;
            done();
            return null;
        });
    }
}
