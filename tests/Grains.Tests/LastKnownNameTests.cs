using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>Rows of a node that published nothing for 300 s have no names (api-facts §2).</summary>
public sealed class LastKnownNameTests
{
    [Fact]
    public async Task Guests_of_a_lost_node_keep_their_names_also_after_a_restart()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var names = (await monitor.Everything()).Guests.ToDictionary(entry => entry.Sample.Vmid, entry => entry.Sample.Name);
        names.Values.ShouldAllBe(name => name != null);
        monitor.Proxmox.Cluster.PowerOffNode("pve3");
        for (var i = 0; i < 30; i++) await monitor.Tick();

        var bare = (await monitor.Everything()).Guests
            .Where(entry => entry.Sample.IsBare || entry.Sample is { Node: "pve3", Status: GuestStatus.Unknown }).ToList();
        bare.ShouldNotBeEmpty();
        bare.ShouldAllBe(entry => entry.Sample.Name == names[entry.Sample.Vmid]);

        await monitor.Restart();
        for (var i = 0; i < 2; i++) await monitor.Tick();
        (await monitor.Everything()).Guests.Where(entry => entry.Sample is { Node: "pve3" })
            .ShouldAllBe(entry => entry.Sample.Name == names[entry.Sample.Vmid] && entry.Sample.Template != null);
    }
}
