using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>One Proxmox that is configured under two names, by different addresses.</summary>
public sealed class TwinTests
{
    private static readonly ClusterName Twin = ClusterName.Parse("twin");

    [Fact]
    public async Task It_is_told_once_and_acted_on_once()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Configure = AddTwin });
        await Tick(monitor, Tier.Critical);
        (await monitor.Grains.Twins().Judge(Twin)).Known.ShouldBeFalse("neither was looked at yet");
        (await monitor.Grains.Twins().Judge(MonitorHarness.Name)).Known.ShouldBeTrue("the first configured waits for nobody");
        for (var i = 0; i < 2; i++) await Tick(monitor, Tier.Routine);
        (await monitor.Grains.Twins().Judge(Twin)).Of.ShouldBe(MonitorHarness.Name);

        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        for (var i = 0; i < 8; i++)
        {
            await Tick(monitor, Tier.Critical);
            await monitor.Settle();
            await monitor.Settle(Twin);
        }

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
        var told = (await monitor.AllEvents()).Where(e => e.Title == "Cluster twin is the same Proxmox as lab").ShouldHaveSingleItem();
        told.Severity.ShouldBe(Domain.Rules.Conditions.Severity.Warning);
    }

    [Fact]
    public async Task A_cluster_that_is_alone_is_not_held_up()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(6);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    private static async Task Tick(MonitorHarness monitor, Tier tier)
    {
        await monitor.Tick(tier);
        (await monitor.Finish(monitor.Grains.Scheduler(Twin, tier).Tick())).ShouldBeTrue();
    }

    // The simulated nodes have an address each.
    private static void AddTwin(MonitorOptions options)
    {
        var lab = options.Clusters[0];
        options.Clusters.Add(new()
        {
            Name = Twin.ToString(),
            Endpoints = [lab.Endpoints[1]],
            TokenId = lab.TokenId,
            TokenSecret = lab.TokenSecret,
            ActTokenId = lab.ActTokenId,
            ActTokenSecret = lab.ActTokenSecret,
            Tls = lab.Tls,
        });
        lab.Endpoints.RemoveAt(1);
    }
}
