using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class CrashTests
{
    [Fact]
    public async Task First_sight_populates_and_emits_nothing()
    {
        await using var monitor = await MonitorHarness.Start(guests: 30, stopped: 0.3);

        await monitor.Tick();

        (await monitor.Events()).ShouldBeEmpty();
        (await monitor.Everything()).Guests.Length.ShouldBe(30);
    }

    [Fact]
    public async Task A_killed_vm_is_a_confirmed_crash_with_one_incident_and_an_audit_row()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        await monitor.Tick();

        var events = await monitor.Events();
        events.Select(e => e.Type).ShouldBe([EventType.StateChange, EventType.StateChange, EventType.Incident]);
        events.ShouldAllBe(e => e.Source == EventSource.Monitor && e.Guest == vmid);
        events[^1].IncidentKey.ShouldBe($"VM_CRASHED:lab/{vmid}");
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
        monitor.Proxmox.Requests.Count("GET", $"/nodes/{monitor.Proxmox.Cluster.Guest(vmid).Node}/qemu/{vmid}/status/current").ShouldBe(1);
    }

    [Fact]
    public async Task A_killed_container_is_a_container_crash()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest("lxc");

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe([$"CT_CRASHED:lab/{vmid}"]);
    }

    [Fact]
    public async Task Coming_back_resolves_and_never_raises()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();

        monitor.Proxmox.Cluster.StartGuest(vmid);
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBeEmpty();
        var incident = (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem();
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "resolved"]);
        (await monitor.Guest(vmid))!.Status.ShouldBe(GuestStatus.Running);
    }

    [Fact]
    public async Task Flip_backs_of_the_caches_make_one_crash_and_no_recovery()
    {
        await using var monitor = await MonitorHarness.Start(timings: new() { AuthDelay = TimeSpan.Zero });
        await monitor.Tick(afterSeconds: 30);
        var vmid = monitor.AGuest();

        monitor.Proxmox.Cluster.KillGuest(vmid);
        for (var i = 0; i < 80; i++) await monitor.Tick(afterSeconds: 0.5);

        var events = await monitor.Events();
        events.Count(e => e.Condition == ConditionType.VmCrashed && e.Type == EventType.Incident).ShouldBe(1);
        events.Count(e => e.Details.GetValueOrDefault("kind") == "changed").ShouldBe(1);
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
    }

    [Fact]
    public async Task A_stop_mode_backup_is_no_crash()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest("lxc");

        monitor.Proxmox.Cluster.BackupGuest(vmid, "stop");
        for (var i = 0; i < 40; i++) await monitor.Tick(afterSeconds: 1);

        (await monitor.Incidents(openOnly: false)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hibernated_guest_has_stopped_but_not_crashed()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();

        monitor.Proxmox.Cluster.HibernateGuest(vmid);
        for (var i = 0; i < 4; i++) await monitor.Tick();

        (await monitor.Incidents(openOnly: false)).ShouldBeEmpty();
        (await monitor.Guest(vmid))!.Status.ShouldBe(GuestStatus.Stopped);
    }

    [Fact]
    public async Task Many_crashes_at_once_wait_for_the_next_poll_instead_of_asking_for_each()
    {
        await using var monitor = await MonitorHarness.Start(guests: 60);
        await monitor.Tick();
        var killed = monitor.Proxmox.Cluster.Guests.Where(guest => guest is { Status: "running", Template: false, HaState: null })
            .Select(guest => guest.Vmid).Take(30).ToList();
        monitor.Proxmox.Requests.Reset();

        foreach (var vmid in killed) monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty();
        await monitor.Tick();

        (await monitor.OpenKeys()).Count.ShouldBe(27, "three of the thirty are not set to run at boot");
        (await monitor.Events()).Count(e => e.Details.GetValueOrDefault("cause") == "guest_shutdown_or_crash").ShouldBe(30);
        monitor.Proxmox.Requests.ByPath.Keys.ShouldNotContain(path => path.Contains("status/current"));
    }

    [Fact]
    public async Task A_migrated_guest_keeps_its_identity_and_raises_nothing()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        var target = monitor.Proxmox.Cluster.Nodes.First(node => node.Name != monitor.Proxmox.Cluster.Guest(vmid).Node).Name;

        monitor.Proxmox.Cluster.MigrateGuest(vmid, target);
        for (var i = 0; i < 12; i++) await monitor.Tick(afterSeconds: 1);

        (await monitor.Incidents(openOnly: false)).ShouldBeEmpty();
        (await monitor.Guest(vmid))!.Node.ShouldBe(target);
        (await monitor.Events()).ShouldHaveSingleItem().Details["attribute"].ShouldBe("node");
    }
}
