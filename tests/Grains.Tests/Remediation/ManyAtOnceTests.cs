using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

public sealed class ManyAtOnceTests
{
    [Fact]
    public async Task Ten_that_crash_in_one_tick_are_repaired_one_after_another_and_none_is_forgotten()
    {
        await using var monitor = await MonitorHarness.Start(
            guests: 30, options: new() { Repairs = true, Guardrails = GuardrailSettings.Default with { StormFailures = 50 } });
        var killed = await Kill(monitor, 10);

        await monitor.Run(4);

        killed.ShouldAllBe(
            vmid => monitor.Proxmox.Cluster.Guest(vmid).Status == "running" && monitor.Proxmox.Cluster.StartRequests(vmid) == 1);
        (await monitor.OpenKeys()).ShouldBeEmpty();
        var rows = new List<AutonomyAction>();
        foreach (var vmid in killed) rows.AddRange((await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null));
        var open = 0;
        foreach (var row in rows.OrderBy(row => row.ChainSequence))
        {
            if (row.Result == ActionResult.Planned) open++;
            if (row.Result == ActionResult.Success) open--;
            open.ShouldBeInRange(0, 1, "one at a time");
        }
    }

    [Fact]
    public async Task A_storm_holds_repairs_up_has_one_incident_of_its_own_and_ends_by_hand()
    {
        await using var monitor = await MonitorHarness.Start(guests: 30, options: new() { Repairs = true });
        var killed = await Kill(monitor, 10);

        await monitor.Run(3);

        killed.ShouldAllBe(vmid => monitor.Proxmox.Cluster.StartRequests(vmid) == 0);
        var keys = await monitor.OpenKeys();
        keys.Count(key => key.StartsWith("FAILURE_STORM:lab", StringComparison.Ordinal)).ShouldBe(1);
        keys.Count.ShouldBe(11);
        var storm = (await monitor.Incidents()).Single(incident => incident.Key == "FAILURE_STORM:lab");
        storm.Cause.ShouldStartWith("10 failures within seconds");
        (await monitor.Incidents()).Where(incident => incident.Id != storm.Id)
            .ShouldAllBe(incident => incident.ParentId == storm.Id && incident.IsRepairSuspended);

        (await monitor.Grains.Remediation(MonitorHarness.Name).ResumeAfterStorm("anna", "it was the switch")).ShouldBeTrue();
        await monitor.Settle();
        await monitor.Run(2);
        killed.ShouldAllBe(
            vmid => monitor.Proxmox.Cluster.Guest(vmid).Status == "running" && monitor.Proxmox.Cluster.StartRequests(vmid) == 1);
        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.Grains.Remediation(MonitorHarness.Name).ResumeAfterStorm("anna", null)).ShouldBeFalse();
        (await monitor.Rows("FAILURE_STORM:lab")).Select(row => row.Action)
            .ShouldBe(["open_incident", "resume_after_storm", "resolve_incident"]);
    }

    [Fact]
    public async Task A_storm_ends_by_itself_after_calm_and_all_are_repaired()
    {
        await using var monitor = await MonitorHarness.Start(guests: 30, options: new() { Repairs = true });
        var killed = await Kill(monitor, 6);

        await monitor.Run(30);

        killed.ShouldAllBe(
            vmid => monitor.Proxmox.Cluster.Guest(vmid).Status == "running" && monitor.Proxmox.Cluster.StartRequests(vmid) == 1);
        (await monitor.OpenKeys()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_crashes_again_before_it_was_seen_well_is_repaired_again()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        var vmid = (await Kill(monitor, 1))[0];
        await monitor.Run(1);
        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running");

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(8);

        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running");
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(2);
    }

    private static async Task<List<int>> Kill(MonitorHarness monitor, int count)
    {
        await monitor.Tick();
        var killed = monitor.Proxmox.Cluster.Guests
            .Where(guest => guest is { Status: "running", Kind: "qemu", Template: false, HaState: null })
            .Select(guest => guest.Vmid).Where(MonitorHarness.StartsAtBoot).Take(count).ToList();
        foreach (var vmid in killed) monitor.Proxmox.Cluster.KillGuest(vmid);
        return killed;
    }
}
