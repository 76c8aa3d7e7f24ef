namespace OrleansMonitor.Simulator.Tests;

/// <summary>
/// Each member answers its own view of a split cluster, as recorded (<c>timeline-no-quorum</c>, api-facts §3), and each pvestatd has its
/// own pace.
/// </summary>
public sealed class PartitionTests
{
    [Fact]
    public async Task A_minority_sees_the_others_offline_without_quorum_and_the_majority_sees_it_so_with_quorum()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Nodes = 5, Guests = 10, StoppedShare = 0 });
        simulator.Pass(30);
        simulator.Cluster.SplitNetwork(["pve1", "pve2"]);
        simulator.Pass(5);
        (await ViewAsync(simulator, 0)).ShouldBe("1 of 5 online: pve1 pve2 pve3 pve4 pve5", "nobody has noticed yet");
        simulator.Pass(5);

        (await ViewAsync(simulator, 0)).ShouldBe("0 of 5 online: pve1 pve2");
        (await ViewAsync(simulator, 1)).ShouldBe("0 of 5 online: pve1 pve2");
        (await ViewAsync(simulator, 4)).ShouldBe("1 of 5 online: pve3 pve4 pve5");
        (await simulator.RowAsync("node/pve3")).GetProperty("status").GetString().ShouldBe("offline");
        (await simulator.RowAsync("node/pve3")).TryGetProperty("uptime", out _).ShouldBeFalse("as recorded of a node that is away");
        (await simulator.RowAsync("node/pve1", simulator.ClientFor(4))).GetProperty("status").GetString().ShouldBe("offline");
        var before = await UptimeAsync(simulator, "qemu/101", 2);
        simulator.Pass(40);
        (await UptimeAsync(simulator, "qemu/101", 2)).ShouldBe(before, "rows of the other side stand still");

        simulator.Cluster.HealNetwork();
        simulator.Pass(15);
        (await ViewAsync(simulator, 0)).ShouldBe("1 of 5 online: pve1 pve2 pve3 pve4 pve5");
        (await UptimeAsync(simulator, "qemu/101", 2)).ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task A_slow_pvestatd_moves_its_nodes_rows_by_its_own_round()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SetPublishRound("pve2", TimeSpan.FromSeconds(45));
        simulator.Pass(60);
        var seen = new List<long>();
        for (var at = 0; at < 180; at += 5)
        {
            seen.Add(await UptimeAsync(simulator, "node/pve2", 0));
            simulator.Pass(5);
        }

        seen.Distinct().Count().ShouldBeInRange(4, 5);
        seen.Distinct().Zip(seen.Distinct().Skip(1), (one, next) => next - one).ShouldAllBe(step => step == 45);
    }

    [Fact]
    public async Task A_reboot_over_the_api_shuts_down_in_order_and_comes_back()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Pass(30);
        await simulator.PostAsync("nodes/pve2/status?command=reboot");
        simulator.Pass(14);
        (await simulator.RowAsync("node/pve2")).GetProperty("status").GetString().ShouldBe("offline");
        var tasks = (await simulator.DataAsync("cluster/tasks")).EnumerateArray()
            .Where(task => task.GetProperty("node").GetString() == "pve2")
            .Select(task => $"{task.GetProperty("type")} {task.GetProperty("user")}").ToList();
        tasks.ShouldContain("stopall root@pam");
        tasks.ShouldContain("qmshutdown root@pam");
        simulator.Pass(30);
        (await simulator.RowAsync("node/pve2")).GetProperty("status").GetString().ShouldBe("online");
        (await UptimeAsync(simulator, "node/pve2", 0)).ShouldBeLessThan(60);
    }

    private static async Task<long> UptimeAsync(SimulatorFixture simulator, string id, int node) =>
        (await simulator.RowAsync(id, simulator.ClientFor(node))).GetProperty("uptime").GetInt64();

    private static async Task<string> ViewAsync(SimulatorFixture simulator, int node)
    {
        var rows = (await simulator.DataAsync("cluster/status", simulator.ClientFor(node))).EnumerateArray().ToList();
        var members = rows.Where(row => row.GetProperty("type").GetString() == "node").ToList();
        var online = members.Where(row => row.GetProperty("online").GetInt32() == 1).Select(row => row.GetProperty("name").GetString());
        return $"{rows.Single(row => row.GetProperty("type").GetString() == "cluster").GetProperty("quorate")} of {members.Count} online: "
            + $"{string.Join(' ', online)}";
    }
}
