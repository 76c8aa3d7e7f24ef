using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class AccessTests
{
    private static readonly string[] Reader = ["Sys.Audit", "VM.Audit", "Datastore.Audit", "Sys.Syslog"];

    [Fact]
    public async Task A_token_that_loses_sight_of_all_guests_is_one_incident_until_it_sees_them_again()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        (await Report(monitor)).MissingPermissions.ShouldBeEmpty();

        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId, [.. Reader.Except(["VM.Audit"])]);
        for (var i = 0; i < 6; i++) await monitor.Tick();
        (await Report(monitor)).MissingPermissions.ShouldHaveSingleItem().Key.ShouldBe("read:VM.Audit:/vms");
        (await monitor.OpenKeys()).ShouldBe(["VISIBILITY_LOST:lab"]);
        var blind = await monitor.Everything();
        blind.Guests.Length.ShouldBe(12);
        blind.Header.State.ShouldBe(PollState.Blind);
        blind.Header.Freshness.ShouldBe(Freshness.Stale);

        await monitor.Restart();
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe(["VISIBILITY_LOST:lab"]);
        (await monitor.Everything()).Header.State.ShouldBe(PollState.Blind, "lost sight outlives a restart");

        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId, Reader);
        await monitor.Tick(afterSeconds: 58);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.Everything()).Header.State.ShouldBe(PollState.Ok);
        (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Error);
        (await Told(monitor)).Select(e => e.Title)
            .ShouldBe(["The monitor lacks permissions in cluster lab", "The monitor now has all permissions in cluster lab"]);
    }

    [Fact]
    public async Task Hidden_figures_are_neither_frozen_nodes_nor_proof_that_nobody_stopped_a_guest()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId, "VM.Audit", "Datastore.Audit");
        for (var i = 0; i < 4; i++) await monitor.Tick();
        (await monitor.Incidents(openOnly: true)).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
        (await monitor.Everything()).Header.State.ShouldBe(PollState.Ok, "guests are seen");
        (await Report(monitor)).MissingPermissions.Select(spot => spot.Path).ShouldBe(["/nodes", "/", "/nodes"]);

        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.StopGuest(vmid);
        await monitor.Tick();
        await monitor.Tick();
        var stop = (await monitor.Events()).Single(e => e.Guest == vmid && e.Details.GetValueOrDefault("to") == "stopped");
        stop.Details["cause"].ShouldBe("unknown");
        stop.Message.ShouldContain("lacks Sys.Audit on /nodes/");
    }

    [Fact]
    public async Task What_was_told_is_not_told_again_after_a_restart()
    {
        await using var monitor = await MonitorHarness.Start();
        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId, "Sys.Audit", "VM.Audit", "Datastore.Audit");
        await monitor.Tick();
        await monitor.Restart();
        await monitor.Tick();

        (await Report(monitor)).MissingPermissions.ShouldHaveSingleItem().Capability.ShouldBe(Capability.ReadJournal);
        var told = (await Told(monitor)).ShouldHaveSingleItem();
        told.Message.ShouldContain("Sys.Syslog on /nodes");
        told.Details["mend"].ShouldContain("pveum acl modify / --tokens 'monitor@pve!read'");
    }

    [Fact]
    public async Task NoAccess_on_one_guest_is_found_out_by_asking_about_it_and_told_of_the_cluster()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.RunPveum($"pveum acl modify /vms/{vmid} --tokens '{monitor.Proxmox.ReadTokenId}' --roles NoAccess")
            .ShouldBeNull();
        for (var i = 0; i < 12; i++) await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe(["VISIBILITY_LOST:lab"]);
        var spot = (await Report(monitor)).MissingPermissions.ShouldHaveSingleItem();
        spot.Path.ShouldBe($"/vms/{vmid}");
        spot.Remedy.ShouldContain($"pveum acl delete /vms/{vmid} --tokens '{monitor.Proxmox.ReadTokenId}' --roles NoAccess");
        (await monitor.Everything()).Guests.Single(entry => entry.Sample.Vmid == vmid).MissedPolls.ShouldBeGreaterThan(0);

        foreach (var line in spot.Remedy) monitor.Proxmox.Cluster.RunPveum(line).ShouldBeNull();
        for (var i = 0; i < 8; i++) await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_that_never_saw_the_guests_is_told_as_a_blind_spot_only()
    {
        await using var monitor = await MonitorHarness.Start();
        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId, "Sys.Audit");
        for (var i = 0; i < 3; i++) await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.Everything()).Header.State.ShouldBe(PollState.Ok);
    }

    [Fact]
    public async Task A_token_that_sees_nothing_is_an_incident_even_at_first_sight()
    {
        await using var monitor = await MonitorHarness.Start();
        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId);
        for (var i = 0; i < 3; i++) await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe(["VISIBILITY_LOST:lab"]);
    }

    [Fact]
    public async Task Tokens_are_read_daily_sooner_while_something_lacks_and_at_once_when_something_vanishes()
    {
        await using var monitor = await MonitorHarness.Start();
        var watch = new AccessWatch(
            MonitorHarness.Name, monitor.Services.GetRequiredService<IProbe>(), monitor.Services.GetRequiredService<ClusterMetrics>(),
            NullLogger.Instance);
        var now = monitor.Time.GetUtcNow();
        watch.IsDue(now, changed: false).ShouldBeTrue();

        (await watch.Read(["pve1"], [], now)).MissingPermissions.ShouldBeEmpty();
        watch.IsDue(now.AddHours(23.9), changed: false).ShouldBeFalse();
        watch.IsDue(now.AddHours(24), changed: false).ShouldBeTrue();
        watch.IsDue(now.AddSeconds(3), changed: true).ShouldBeFalse();
        watch.IsPending.ShouldBeTrue("a guest that vanished right after a reading is not forgotten");
        watch.IsDue(now.AddSeconds(12), changed: false).ShouldBeTrue();

        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId, "Sys.Audit");
        (await watch.Read(["pve1"], [], now)).MissingPermissions.ShouldNotBeEmpty();
        watch.IsDue(now.AddSeconds(54), changed: false).ShouldBeFalse();
        watch.IsDue(now.AddSeconds(55), changed: false).ShouldBeTrue();
        monitor.Proxmox.Requests.ByPath["GET /access/permissions"].ShouldBe(2);
    }

    private static async Task<AccessReport> Report(MonitorHarness monitor) =>
        (await monitor.Grains.Cluster(MonitorHarness.Name).Access()).ShouldNotBeNull();

    private static async Task<IReadOnlyList<MonitorEvent>> Told(MonitorHarness monitor) =>
        [.. (await monitor.Events()).Where(e => e.Type == EventType.System && e.Id.StartsWith("access:", StringComparison.Ordinal))];
}
