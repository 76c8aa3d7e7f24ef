using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class RestartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_restart_nothing_re_alerts_and_nothing_open_is_forgotten(bool kill)
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        monitor.Proxmox.Cluster.SetNodeMetrics("pve1", diskRatio: 0.96);
        await monitor.Tick();
        await monitor.Tick(Tier.Important);
        var before = await monitor.Events();
        var open = await monitor.OpenKeys();
        open.ShouldBe(["DISK_CRITICAL:lab/pve1", $"VM_CRASHED:lab/{vmid}"]);

        await monitor.Restart(kill);
        await monitor.Tick();
        await monitor.Tick(Tier.Important);

        (await monitor.Events()).Count.ShouldBe(before.Count);
        (await monitor.OpenKeys()).ShouldBe(open);
    }

    [Fact]
    public async Task A_guest_that_died_while_the_monitor_was_away_is_noticed_once()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();

        var restart = monitor.Restart();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await restart;
        await monitor.Tick();
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
        (await monitor.Incidents(openOnly: false)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_guest_that_came_back_while_the_monitor_was_away_is_resolved()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();

        await monitor.Restart();
        monitor.Proxmox.Cluster.StartGuest(vmid);
        await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBeEmpty();
    }
}
