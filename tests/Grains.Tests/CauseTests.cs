using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class CauseTests
{
    [Theory]
    [InlineData("stop", "stopped_by_user", "anna@pve")]
    [InlineData("shutdown", "stopped_by_user", "anna@pve")]
    [InlineData("hibernate", "hibernated", "anna@pve")]
    public async Task What_somebody_asked_for_is_a_change_with_cause_and_name_and_no_crash(string what, string cause, string by)
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();

        _ = what switch
        {
            "stop" => monitor.Proxmox.Cluster.StopGuest(vmid, by),
            "shutdown" => monitor.Proxmox.Cluster.ShutdownGuest(vmid, by),
            _ => monitor.Proxmox.Cluster.HibernateGuest(vmid, by),
        };
        for (var i = 0; i < 3; i++) await monitor.Tick();

        (await monitor.Incidents(openOnly: false)).ShouldBeEmpty();
        var change = (await monitor.Events()).ShouldHaveSingleItem();
        (change.Details["to"], change.Details["cause"], change.Details["by"]).ShouldBe(("stopped", cause, by));
    }

    [Fact]
    public async Task A_stop_while_the_monitor_was_away_is_explained_too()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        await monitor.Tick(Tier.Routine);
        var before = (await monitor.Events()).Count;
        var vmid = monitor.AGuest();

        var restart = monitor.Restart();
        monitor.Proxmox.Cluster.StopGuest(vmid, "anna@pve");
        await restart;
        await monitor.Tick(afterSeconds: 600);

        (await monitor.Events(before)).ShouldHaveSingleItem().Details["cause"].ShouldBe("stopped_by_user");
    }

    [Fact]
    public async Task A_node_that_is_shut_down_in_good_order_makes_no_crash_of_its_guests()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();

        monitor.Proxmox.Cluster.ShutdownNode("pve2");
        for (var i = 0; i < 20; i++) await monitor.Tick(afterSeconds: 1);

        (await monitor.Incidents(openOnly: false)).Select(incident => incident.Key).ShouldBe(["NODE_UNREACHABLE:lab/pve2"]);
        (await monitor.Events()).Where(e => e.Guest is not null).ShouldAllBe(e => e.Details["cause"] == "node_shutdown");
    }

    [Fact]
    public async Task Under_a_node_whose_data_stands_still_nothing_is_alarmed_or_cleared()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        var node = monitor.Proxmox.Cluster.Guest(vmid).Node;

        monitor.Proxmox.Cluster.StopPvestatd(node);
        for (var i = 0; i < 4; i++) await monitor.Tick();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"NODE_FROZEN:lab/{node}"]);
        var all = await monitor.Everything();
        all.Header.FreshnessOn(all.Nodes.Single(entry => entry.Sample.Node == node)).ShouldBe(Freshness.Stale);

        monitor.Proxmox.Cluster.StartPvestatd(node);
        await monitor.Tick();
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
    }

    [Fact]
    public async Task A_guest_that_is_listed_again_is_visible_again()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        var hidden = new Simulator.Faults.FaultRule
        {
            PathPrefix = "/cluster/resources",
            DropRows = id => id.EndsWith($"/{vmid}",
            StringComparison.Ordinal)
        };

        monitor.Proxmox.Faults.Add(hidden);
        for (var i = 0; i < 3; i++) await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VISIBILITY_LOST:lab/{vmid}"]);
        monitor.Proxmox.Faults.Remove(hidden);
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_guest_whose_tag_says_so_may_stop_by_itself()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.SetTags(vmid, "monitor-may-stop");
        await monitor.Tick();

        monitor.Proxmox.Cluster.PowerOffFromInside(vmid);
        await monitor.Tick();

        (await monitor.Incidents(openOnly: false)).ShouldBeEmpty();
        (await monitor.Events()).Single(e => e.Type == EventType.StateChange).Details["cause"].ShouldBe("guest_shutdown_or_crash");
    }
}
