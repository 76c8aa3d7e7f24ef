using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Simulator.Tests;

public sealed class ShownChangeTests
{
    [Fact]
    public async Task A_change_is_shown_by_the_first_answer_that_carries_it()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var shown = new List<ChangeShown>();
        simulator.Cluster.Shown += shown.Add;
        simulator.Cluster.KillGuest(100);
        for (var at = 0; at < 60 && shown.Count == 0; at++)
        {
            simulator.Pass(0.3);
            var status = (await simulator.RowAsync("qemu/100")).GetProperty("status").GetString();
            await simulator.Proxmox.Requests.WhenAsync(log => log.Recent.Count == at + 1, TestContext.Current.CancellationToken);
            (shown.Count > 0).ShouldBe(status == "stopped");
        }

        var change = shown.ShouldHaveSingleItem();
        (change.Change.Kind, change.Change.Vmid, change.Path).ShouldBe(("guest-killed", 100, "/cluster/resources"));
        change.At.ShouldBe(simulator.Time.GetUtcNow());
        simulator.Cluster.ShownChanges.ShouldBe(shown);
    }

    [Fact]
    public async Task The_live_status_shows_a_change_at_once_and_only_of_its_guest()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.KillGuest(100);
        await simulator.DataAsync("nodes/pve1/qemu/103/status/current");
        await simulator.DataAsync("nodes/pve1/qemu/100/status/current");
        await simulator.Proxmox.Requests.WhenAsync(log => log.Recent.Count == 2, TestContext.Current.CancellationToken);
        simulator.Cluster.ShownChanges.Single().Path.ShouldBe("/nodes/pve1/qemu/100/status/current");
    }

    [Fact]
    public async Task Live_fields_are_shown_without_a_publish()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SetLock(100, "snapshot");
        (await simulator.RowAsync("qemu/100")).GetProperty("lock").GetString().ShouldBe("snapshot");
        await simulator.Proxmox.Requests.WhenAsync(log => log.Recent.Count == 1, TestContext.Current.CancellationToken);
        simulator.Cluster.ShownChanges.Single().Change.Kind.ShouldBe("guest-lock");
    }
}
