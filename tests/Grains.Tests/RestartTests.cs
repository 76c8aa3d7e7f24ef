using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Remediation;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_adds_nothing_to_any_timeline(bool kill)
    {
        var begin = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
        await using var monitor = await MonitorHarness.Start(guests: 24, options: new()
        {
            Repairs = true,
            Level = AutonomyLevel.Recommend,
            Configure = options => options.Maintenance
                .Add(new() { Name = "work", Tag = "patched", From = begin, To = begin.AddHours(4) }),
        });
        var lab = monitor.Proxmox.Cluster;
        var (proposed, refused, covered) = (monitor.AGuest(), monitor.AGuest(index: 1), monitor.AGuest(index: 2));
        var away = lab.Guests.First(guest => guest is { Kind: "qemu", Status: "running", Template: false, HaState: null, Node: "pve2" }
            && MonitorHarness.StartsAtBoot(guest.Vmid) && guest.Vmid != proposed && guest.Vmid != refused && guest.Vmid != covered).Vmid;
        lab.SetTags(covered, "patched");
        lab.SetTags(refused, "monitor-never-act");
        await monitor.Tick();
        foreach (var vmid in new[] { proposed, refused, covered, away }) lab.KillGuest(vmid);
        lab.SetNodeMetrics("pve1", diskRatio: 0.96);
        lab.FailService("pve1", "cron");
        await monitor.Run(1);
        await monitor.Tick(Tier.Important);
        lab.PowerOffNode("pve2");
        await monitor.Run(8);
        await monitor.Tick(Tier.Routine);
        await monitor.Run(4);
        var before = await Timelines(monitor);
        before.Keys.ShouldContain($"VM_CRASHED:lab/{proposed}");
        before.Keys.ShouldContain("SERVICE_DOWN:lab/pve1/cron");
        before[$"VM_CRASHED:lab/{refused}"].ShouldContain("blocked");
        before.Keys.ShouldContain("NODE_UNREACHABLE:lab/pve2");
        before.Keys.ShouldContain("DISK_CRITICAL:lab/pve1");

        await monitor.Restart(kill);
        _ = await monitor.Grains.Remediation(MonitorHarness.Name).Status();
        await monitor.Settle();
        await monitor.Run(3);
        await monitor.Tick(Tier.Important);
        await monitor.Tick(Tier.Routine);
        await monitor.Run(3);

        (await Timelines(monitor)).ShouldBe(before);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("refused token")]
    [InlineData("no quorum")]
    [InlineData("storm")]
    [InlineData("maintenance")]
    public async Task A_restart_while_something_wider_suppresses_an_incident_adds_nothing_to_its_timeline(string trouble)
    {
        await using var monitor =
            await MonitorHarness.Start(guests: 24, options: new() { Repairs = true, Level = AutonomyLevel.ActSilently });
        var lab = monitor.Proxmox.Cluster;
        var vmid = monitor.AGuest();
        lab.SetTags(vmid, "monitor-never-act");
        await monitor.Tick();
        lab.KillGuest(vmid);
        await monitor.Run(2);
        if (trouble == "silence") monitor.Proxmox.Faults.Add(new() { AbortConnection = true });
        if (trouble == "refused token") lab.RevokeToken(monitor.Proxmox.ReadTokenId);
        if (trouble == "no quorum") lab.LoseQuorum();
        if (trouble == "storm") lab.KillGuests(110, 123);
        if (trouble == "maintenance") lab.SetHaMaintenance(lab.Guest(vmid).Node);
        await monitor.Run(8);
        await monitor.Tick(Tier.Important);
        await monitor.Run(2);
        (await monitor.Incidents()).ShouldContain(incident => incident.Entity.Vmid != null && incident.IsSuppressed);
        var before = await Timelines(monitor);

        await monitor.Restart();
        await monitor.Run(3);
        await monitor.Tick(Tier.Important);
        await monitor.Run(3);

        (await Timelines(monitor)).ShouldBe(before);
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

    private static async Task<SortedDictionary<string, string>> Timelines(MonitorHarness monitor) => new(
        (await monitor.Incidents(openOnly: false)).ToDictionary(
            incident => incident.Key,
            incident => string.Join('\n', incident.Timeline.Select(entry => $"{entry.Kind}: {entry.Text}"))),
        StringComparer.Ordinal);
}
