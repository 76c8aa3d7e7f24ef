namespace OrleansMonitor.Simulator.Tests;

/// <summary>
/// HA's maintenance of nodes, and what HA does with its guests when their node was away for a short time (api-facts §4, §8).
/// </summary>
public sealed class HaMaintenanceTests
{
    private static async Task<SimulatorFixture> StartAsync(params int[] managed)
    {
        var simulator = await SimulatorFixture.StartAsync(new() { Guests = 12, StoppedShare = 0 });
        foreach (var vmid in managed) simulator.Cluster.SetHa(vmid, "started");
        simulator.Pass(30);
        return simulator;
    }

    private static async Task<string> HaStateAsync(SimulatorFixture simulator, string id) =>
        (await simulator.RowAsync(id)).GetProperty("hastate").GetString()!;

    [Fact]
    public async Task Maintenance_moves_what_HA_manages_away_and_back()
    {
        await using var simulator = await StartAsync(101);
        simulator.Cluster.SetHaMaintenance("pve2");
        (await HaStateAsync(simulator, "node/pve2")).ShouldBe("maintenance");
        (await simulator.DataAsync("cluster/ha/status/current")).EnumerateArray()
            .Single(row => row.GetProperty("id").GetString() == "lrm:pve2")
            .GetProperty("status").GetString()!.ShouldStartWith("pve2 (maintenance mode, ");
        simulator.Pass(11);
        (await HaStateAsync(simulator, "qemu/101")).ShouldBe("migrate");
        simulator.Pass(30);
        simulator.Cluster.Guest(101).Node.ShouldBe("pve1");
        simulator.Cluster.Guest(101).Status.ShouldBe("running");
        simulator.Cluster.Guest(104).Node.ShouldBe("pve2");
        (await HaStateAsync(simulator, "qemu/101")).ShouldBe("started");

        simulator.Cluster.RebootNode("pve2");
        simulator.Pass(60);
        (await HaStateAsync(simulator, "node/pve2")).ShouldBe("maintenance");
        simulator.Cluster.SetHaMaintenance("pve2", on: false);
        simulator.Pass(40);
        (await HaStateAsync(simulator, "node/pve2")).ShouldBe("online");
        simulator.Cluster.Guest(101).Node.ShouldBe("pve2");
        (await HaStateAsync(simulator, "qemu/101")).ShouldBe("started");
        (await simulator.DataAsync("nodes/pve2/tasks?vmid=101&source=all")).EnumerateArray()
            .Select(task => $"{task.GetProperty("type")} {task.GetProperty("user")}").ShouldContain("qmigrate root@pam");
    }

    [Fact]
    public async Task A_reboot_freezes_what_HA_manages_and_HA_starts_it_again()
    {
        await using var simulator = await StartAsync(101);
        simulator.Cluster.RebootNode("pve2");
        simulator.Pass(8);
        (await HaStateAsync(simulator, "qemu/101")).ShouldBe("freeze");
        simulator.Cluster.Guest(101).Status.ShouldBe("stopped");
        simulator.Pass(45);
        (await HaStateAsync(simulator, "qemu/101")).ShouldBe("started");
        simulator.Cluster.Guest(101).Status.ShouldBe("running");
        simulator.Cluster.Guest(101).Node.ShouldBe("pve2");
    }

    [Fact]
    public async Task A_node_that_returns_before_it_is_fenced_gets_its_guests_started_where_they_are()
    {
        await using var simulator = await StartAsync(101);
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Pass(40);
        simulator.Cluster.PowerOnNode("pve2");
        simulator.Pass(10.5);
        simulator.Cluster.Guest(101).Status.ShouldBe("stopped");
        simulator.Pass(11);
        simulator.Cluster.Guest(101).Status.ShouldBe("running");
        simulator.Cluster.Guest(101).Node.ShouldBe("pve2");
    }

    [Fact]
    public async Task Without_quorum_HA_starts_nothing()
    {
        await using var simulator = await StartAsync(101);
        simulator.Cluster.LoseQuorum();
        simulator.Pass(55);
        simulator.Cluster.KillGuest(101);
        simulator.Pass(4);
        simulator.Cluster.Guest(101).Status.ShouldBe("stopped");
        simulator.Pass(60);
        simulator.Cluster.Guest(101).Status.ShouldBe("stopped");
        simulator.Cluster.RegainQuorum();
        simulator.Pass(21);
        simulator.Cluster.Guest(101).Status.ShouldBe("running");
    }

    [Fact]
    public async Task Whoever_stops_all_guests_of_a_node_leaves_those_under_HA_running()
    {
        await using var simulator = await StartAsync(101);
        simulator.Cluster.StopAllGuests("pve2", "anna@pve");
        simulator.Pass(10);
        simulator.Cluster.Guest(101).Status.ShouldBe("running");
        simulator.Cluster.Guest(104).Status.ShouldBe("stopped");
    }

    [Fact]
    public async Task A_guest_that_dies_while_HA_moves_it_is_started_where_it_is()
    {
        await using var simulator = await StartAsync(104);
        simulator.Cluster.SetHaMaintenance("pve2");
        simulator.Pass(14.6);
        simulator.Cluster.Guest(104).Node.ShouldBe("pve1");
        simulator.Cluster.KillGuest(104);
        simulator.Pass(40);
        simulator.Cluster.Guest(104).Status.ShouldBe("running");
        (await HaStateAsync(simulator, "lxc/104")).ShouldBe("started");
    }
}
