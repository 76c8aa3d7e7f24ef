using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Clusters;

/// <content>What can happen to guests. Members that start a PVE task return its UPID.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Ends the guest's process like <c>kill -9</c>: no task, no lock (api-facts §5).</summary>
    public void KillGuest(int vmid) => OnGuest(vmid, _machinery.Guests.Kill);

    /// <summary>The guest powers itself off; in the API the same as a kill.</summary>
    public void PowerOffFromInside(int vmid) => OnGuest(vmid, _machinery.Guests.PowerOffFromInside);

    /// <summary>The kernel kills the guest because memory ran out; its node's journal says so.</summary>
    public void KillGuestForMemory(int vmid) => OnGuest(vmid, _machinery.Guests.KillForMemory);

    /// <summary>
    /// Ends the processes of all guests with VMIDs from <paramref name="first"/> to <paramref name="last"/> like <c>kill -9</c>.
    /// </summary>
    public void KillGuests(int first, int last) => _simulation.With(state =>
    {
        foreach (var guest in state.Guests.Where(guest => guest.Vmid >= first && guest.Vmid <= last)) _machinery.Guests.Kill(guest);
    });

    /// <summary>
    /// Somebody starts all stopped guests with VMIDs from <paramref name="first"/> to <paramref name="last"/>, one task each.
    /// </summary>
    public void StartGuests(int first, int last, string user = SomebodyElse) => _simulation.With(state =>
    {
        foreach (var guest in state.Guests.Where(guest => guest.Vmid >= first && guest.Vmid <= last && !guest.Template))
            _machinery.Guests.Start(guest, user);
    });

    /// <summary>The guest reboots itself: no task; the uptime of a container restarts, that of a VM does not.</summary>
    public void RebootFromInside(int vmid) => OnGuest(vmid, _machinery.Guests.RebootFromInside);

    /// <summary>Somebody rolls the guest back to a snapshot without memory: it is stopped afterwards.</summary>
    public string RollbackGuest(int vmid, string user = SomebodyElse) =>
        OnItsNode(vmid, guest => _machinery.Guests.Rollback(guest, user).Upid);

    /// <summary>Somebody resets the VM: same process, same uptime.</summary>
    public string ResetGuest(int vmid, string user = SomebodyElse) => OnItsNode(vmid, guest => _machinery.Guests.Reset(guest, user).Upid);

    /// <summary>Somebody asks HA to start or stop the guest: <c>hastart</c> or <c>hastop</c>, which HA executes a round later.</summary>
    /// <exception cref="ArgumentException">HA does not manage it.</exception>
    public string RequestHa(int vmid, bool start, string user = SomebodyElse) => OnGuest(vmid, guest => guest.Ha is null
        ? throw new ArgumentException($"HA does not manage guest {vmid}.", nameof(vmid))
        : _machinery.Ha.Request(guest, start, user).Upid);

    /// <summary>Sets whether the guest is started when its node boots.</summary>
    public void SetOnBoot(int vmid, bool onBoot) => OnGuest(vmid, guest => { guest.OnBoot = onBoot; });

    /// <summary>Somebody starts the guest; not counted by <see cref="StartRequests"/>.</summary>
    public string StartGuest(int vmid, string user = SomebodyElse) => OnItsNode(vmid, guest => _machinery.Guests.Start(guest, user).Upid);

    /// <summary>Somebody stops the guest hard.</summary>
    public string StopGuest(int vmid, string user = SomebodyElse) => OnItsNode(vmid, guest => _machinery.Guests.Stop(guest, user).Upid);

    /// <summary>Somebody shuts the guest down.</summary>
    public string ShutdownGuest(int vmid, string user = SomebodyElse) =>
        OnItsNode(vmid, guest => _machinery.Guests.Shutdown(guest, user).Upid);

    /// <summary>Somebody reboots the guest through the API.</summary>
    public string RebootGuest(int vmid, string user = SomebodyElse) => OnItsNode(vmid, guest => _machinery.Guests.Reboot(guest, user).Upid);

    /// <summary>Somebody pauses the guest.</summary>
    public string PauseGuest(int vmid, string user = SomebodyElse) => OnItsNode(vmid, guest => _machinery.Guests.Pause(guest, user).Upid);

    /// <summary>Somebody resumes the paused guest.</summary>
    public string ResumeGuest(int vmid, string user = SomebodyElse) => OnItsNode(vmid, guest => _machinery.Guests.Resume(guest, user).Upid);

    /// <summary>Somebody suspends the VM to disk: stopped, with the lock <c>suspended</c> for good.</summary>
    public string HibernateGuest(int vmid, string user = SomebodyElse) =>
        OnItsNode(vmid, guest => _machinery.Guests.Hibernate(guest, user).Upid);

    /// <summary>Somebody migrates the guest; a running VM live, a running container by restart.</summary>
    public string MigrateGuest(int vmid, string node, string user = SomebodyElse) =>
        _simulation.With(state => _machinery.Migrations.Migrate(GuestOnPoweredNode(state, vmid), Find(state, node), user).Upid);

    /// <summary>Somebody migrates the guest to another cluster, and removes it here if <paramref name="delete"/>.</summary>
    public string MigrateGuestAway(int vmid, bool delete, string user = SomebodyElse) =>
        OnItsNode(vmid, guest => _machinery.Migrations.MoveAway(guest, delete, user).Upid);

    /// <summary>A backup runs.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="mode"><c>snapshot</c>, <c>suspend</c> or <c>stop</c>.</param>
    /// <param name="user">Who started it.</param>
    /// <exception cref="ArgumentException">The mode is not one of the three.</exception>
    public string BackupGuest(int vmid, string mode = "snapshot", string user = SomebodyElse) => mode is "snapshot" or "suspend" or "stop"
        ? OnItsNode(vmid, guest => _machinery.Backups.Start(guest, mode, user).Upid)
        : throw new ArgumentException($"A backup's mode is snapshot, suspend or stop, not '{mode}'.", nameof(mode));

    /// <summary>A backup runs and fails with <c>job errors</c>.</summary>
    public string FailBackup(int vmid) =>
        OnItsNode(vmid, guest => _machinery.Backups.Start(guest, "snapshot", SomebodyElse, fails: true).Upid);

    /// <summary>The guest's next backup fails, in any job.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="why">The error in the job's log.</param>
    /// <param name="leavesOff">Whether a guest that the backup stopped is left off.</param>
    public void NextBackupFails(int vmid, string why, bool leavesOff = false) =>
        _simulation.With(state => Find(state, vmid).NextBackup = new(why, leavesOff));

    /// <summary>
    /// The worker of the guest's running backup dies: its task ends with <c>unexpected status</c>, and the lock remains (api-facts §4).
    /// </summary>
    /// <exception cref="ArgumentException">No backup of it is running.</exception>
    public void KillBackupWorker(int vmid) => OnGuest(vmid, _machinery.Backups.KillWorker);

    /// <summary>HA's daemons stop acting, as with a dead LRM, or resume. Managed guests keep their state.</summary>
    public void PutHaToSleep(bool sleeps) => _simulation.With(state => { state.HaSleeps = sleeps; });

    /// <summary>Removes the guest's replication job from the configuration.</summary>
    public void RemoveReplication(int vmid) => _simulation.With(state => Find(state, vmid).Replication = null);

    /// <summary>Makes the replication of the guest fail, or work again. A guest without a job gets one.</summary>
    public void FailReplication(int vmid, bool failing = true) => _simulation.With(state =>
    {
        var guest = Find(state, vmid);
        guest.Replication ??= new() { Target = state.Nodes[(guest.Node.Index + 1) % state.Nodes.Count] };
        guest.Replication.Failing = failing;
        guest.Replication.FailingSince = state.Now / 1000;
        state.Narrate(failing
            ? "replication-failing"
            : "replication-works", $"Replication of {guest.Label} {(failing ? "fails" : "works again")}", guest, shows: Shows.Never);
    });

    /// <summary>Sets the QMP run state, for example <c>io-error</c> or <c>guest-panicked</c>.</summary>
    /// <exception cref="ArgumentException">No such run state.</exception>
    public void SetQmpStatus(int vmid, string status)
    {
        var state = RunStates.Parse(status) ?? throw new ArgumentException($"'{status}' is no QMP run state.", nameof(status));
        OnGuest(vmid, guest => _machinery.Guests.SetRunState(guest, state));
    }

    /// <summary>A new, stopped guest; <c>unknown</c> in the API until its node's next publish.</summary>
    /// <param name="vmid">Its VMID.</param>
    /// <param name="node">Its node.</param>
    /// <param name="user">Who makes it.</param>
    /// <param name="vm">Whether it is a VM or a container; null to derive it from the VMID.</param>
    /// <exception cref="ArgumentException">The VMID is taken.</exception>
    public void CreateGuest(int vmid, string node, string user = SomebodyElse, bool? vm = null) => _simulation.With(state =>
    {
        if (state.GuestsById.ContainsKey(vmid)) throw new ArgumentException($"There is a guest {vmid} already.", nameof(vmid));
        var index = vm is { } kind ? ClusterBuilder.IndexOfKind(kind, vmid) : vmid;
        var guest = ClusterBuilder.AddGuest(state, vmid, Powered(Find(state, node)), index, state.Now, fresh: true);
        _machinery.Tasks.Instant(guest.Node, guest.IsVm ? "qmcreate" : "vzcreate", GuestPower.IdOf(guest), user);
        state.Narrate("guest-created", $"{guest.Label} was created on {node} by {user}", guest, shows: Shows.AtOnce);
    });

    /// <summary>Stops the guest if necessary and removes its configuration.</summary>
    public void DestroyGuest(int vmid, string user = SomebodyElse) => _simulation.With(state =>
    {
        var guest = GuestOnPoweredNode(state, vmid);
        guest.End();
        Migrations.Remove(state, guest);
        _machinery.Tasks.Instant(guest.Node, guest.IsVm ? "qmdestroy" : "vzdestroy", GuestPower.IdOf(guest), user);
        state.Narrate("guest-destroyed", $"{guest.Label} was destroyed by {user}", guest, shows: Shows.AtOnce);
    });

    /// <summary>Fills the root file system of a container, 0–1. The API has no value for VMs.</summary>
    public void SetGuestDisk(int vmid, double ratio) => _simulation.With(state =>
    {
        var guest = Find(state, vmid);
        guest.DiskLevel = (float)ratio;
        state.Narrate("guest-disk", $"{guest.Label} uses {ratio:P0} of its disk", guest);
    });

    /// <summary>Sets or, with null, removes the configuration lock.</summary>
    public void SetLock(int vmid, string? configurationLock) => OnGuest(vmid, guest =>
    {
        guest.Lock = configurationLock;
        _machinery.State.Narrate("guest-lock", $"{guest.Label} has the lock '{configurationLock ?? "none"}'", guest, shows: Shows.AtOnce);
    });

    /// <summary>Sets or, with null, removes the tags, separated by <c>;</c>.</summary>
    public void SetTags(int vmid, string? tags) => OnGuest(vmid, guest =>
    {
        guest.Tags = tags;
        _machinery.State.Narrate("guest-tags", $"{guest.Label} has the tags '{tags}'", guest, shows: Shows.AtOnce);
    });

    /// <summary>
    /// Sets the guest's HA state, such as <c>started</c>, <c>stopped</c>, <c>disabled</c>, <c>ignored</c> or <c>error</c>; null removes it
    /// from HA.
    /// </summary>
    public void SetHa(int vmid, string? state) => OnGuest(vmid, guest =>
    {
        if (state is null) _machinery.Ha.Unmanage(guest);
        else _machinery.Ha.Manage(guest, state);
    });

    /// <summary>The guest hangs, or recovers. While deaf it reports running, its agent does not answer and a shutdown times out.</summary>
    public void SetDeaf(int vmid, bool deaf = true) => OnGuest(vmid, guest => { guest.Deaf = deaf; });

    /// <summary>The guest's node publishes it as stopped, or correctly again. Its live status is always correct.</summary>
    public void MisreportGuest(int vmid, bool stopped = true) => OnGuest(vmid, guest => { guest.Misreported = stopped; });

    /// <summary>Sets how long the guest's start takes; null is <see cref="SimulatorTimings.GuestStart"/>.</summary>
    public void SetBootTime(int vmid, TimeSpan? bootTime) => OnGuest(vmid, guest => { guest.BootTime = bootTime; });

    /// <summary>The next starts of the guest fail with <c>start failed: QEMU exited with code 1</c>.</summary>
    public void NextStartFails(int vmid, int times = 1) => OnGuest(vmid, guest => { guest.FailingStarts = times; });

    // A guest on a node without power cannot be changed; the API answers 595.
    private T OnItsNode<T>(int vmid, Func<Guest, T> act) => _simulation.With(state => act(GuestOnPoweredNode(state, vmid)));

    private static Guest GuestOnPoweredNode(ClusterModel state, int vmid)
    {
        var guest = Find(state, vmid);
        Powered(guest.Node);
        return guest;
    }

    private static Node Powered(Node node) => node.Powered ? node : throw new ArgumentException($"{node.Name} has no power.", nameof(node));
}
