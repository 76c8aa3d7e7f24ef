using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>The runbooks of nodes, from the finding to the verdict through the grains.</summary>
public sealed class NodeRepairTests
{
    [Fact]
    public async Task A_service_that_failed_is_restarted_and_its_incident_resolved()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        await monitor.Tick();
        await monitor.Tick(Tier.Routine, 300);
        monitor.Proxmox.Cluster.FailService("pve2", "cron");

        await monitor.Tick(Tier.Routine, 300);
        await monitor.Run(2);
        await monitor.Tick(Tier.Routine, 300);
        await monitor.Settle();

        const string key = "SERVICE_DOWN:lab/pve2/cron";
        var incident = (await monitor.Incidents(openOnly: false)).Where(found => found.Key == key).ShouldHaveSingleItem();
        incident.State.ShouldBe(IncidentState.Resolved);
        (await monitor.Rows(key)).Where(row => row.Action == "restart_service").Select(row => row.Result)
            .ShouldBe([ActionResult.Planned, ActionResult.Dispatched, ActionResult.Dispatched, ActionResult.Success]);
    }

    [Fact]
    public async Task A_node_that_lost_its_power_is_woken_by_a_living_member_once()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        await monitor.Tick();
        monitor.Proxmox.Cluster.SetWakeOnLan("pve3", "aa:bb:cc:dd:ee:03");
        monitor.Proxmox.Cluster.PowerOffNode("pve3");

        await monitor.Run(15);

        const string key = "NODE_UNREACHABLE:lab/pve3";
        var incident = (await monitor.Incidents(openOnly: false)).Where(found => found.Key == key).ShouldHaveSingleItem();
        incident.State.ShouldBe(IncidentState.Resolved);
        (await monitor.Rows(key)).Where(row => row.Action == "wake_node").Select(row => row.Result)
            .ShouldBe([ActionResult.Planned, ActionResult.Dispatched, ActionResult.Dispatched, ActionResult.Success]);
        monitor.Proxmox.Cluster.Nodes.Single(node => node.Name == "pve3").Online.ShouldBeTrue();
    }
}
