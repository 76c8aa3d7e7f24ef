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

    [Theory]
    [InlineData("io-error")]
    [InlineData("guest-panicked")]
    [InlineData("internal-error")]
    public async Task What_has_no_process_gets_stuck_in_none(string state)
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.KillGuest(100);
        simulator.Cluster.SetQmpStatus(100, state);
        simulator.Cluster.Guest(100).Status.ShouldBe("stopped");
    }
}
