namespace OrleansMonitor.Simulator.Tests;

public sealed class KillTests
{
    [Fact]
    public async Task A_killed_guest_is_stopped_at_once_in_its_live_status()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.KillGuest(100);
        var current = await simulator.DataAsync("nodes/pve1/qemu/100/status/current");
        current.GetProperty("status").GetString().ShouldBe("stopped");
        (await simulator.RowAsync("qemu/100")).GetProperty("status").GetString().ShouldBe("running");
    }
}
