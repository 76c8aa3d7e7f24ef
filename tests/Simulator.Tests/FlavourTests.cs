using System.Text.Json;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>Versions and shapes of clusters (api-facts §10).</summary>
public sealed class FlavourTests
{
    [Fact]
    public async Task Version_9_differs_as_documented()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Version = "9.1.4", Guests = 20 });
        simulator.Cluster.SetHa(100, "started");
        (await simulator.DataAsync("version")).GetProperty("release").GetString().ShouldBe("9.1");
        var rows = (await simulator.DataAsync("cluster/resources")).EnumerateArray().ToList();
        rows.ShouldContain(row => row.GetProperty("type").GetString() == "network");
        rows.ShouldNotContain(row => row.GetProperty("type").GetString() == "sdn");
        rows.Single(row => row.GetProperty("id").GetString() == "lxc/102").GetProperty("memhost").GetInt64().ShouldBe(0);
        rows.Single(row => row.GetProperty("id").GetString() == "node/pve1").GetProperty("host-arch").GetString().ShouldBe("x86_64");
        (await simulator.DataAsync("nodes/pve1/lxc/106/status/current")).GetProperty("pressurecpusome")
            .ValueKind.ShouldBe(JsonValueKind.String);
        (await simulator.DataAsync("nodes/pve1/qemu/100/status/current")).GetProperty("pressurecpusome")
            .ValueKind.ShouldBe(JsonValueKind.Number);
        (await simulator.DataAsync("nodes/pve1/services")).GetArrayLength().ShouldBe(23);
        (await simulator.DataAsync("cluster/ha/status/current")).EnumerateArray()
            .ShouldContain(row => row.GetProperty("type").GetString() == "fencing");
    }

    [Fact]
    public async Task A_standalone_node_has_no_cluster_row()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Standalone = true, Nodes = 1, Guests = 3 });
        var row = (await simulator.DataAsync("cluster/status")).EnumerateArray().ShouldHaveSingleItem();
        (row.GetProperty("type").GetString(), row.GetProperty("nodeid").GetInt32(), row.GetProperty("online").GetInt32())
            .ShouldBe(("node", 0, 1));
        await simulator.PostAsync("nodes/pve1/qemu/100/status/start");
    }

    [Fact]
    public async Task A_standalone_node_that_boots_answers_once_it_is_up()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Standalone = true, Nodes = 1, Guests = 3 });
        simulator.Cluster.PowerOffNode("pve1");
        simulator.Cluster.PowerOnNode("pve1");
        simulator.Pass(5);
        await Should.ThrowAsync<HttpRequestException>(() => simulator.DataAsync("version"));
        simulator.Pass(5.1);
        (await simulator.DataAsync("nodes/pve1/tasks")).EnumerateArray()
            .ShouldContain(task => task.GetProperty("type").GetString() == "startall");
    }

    [Fact]
    public async Task Each_node_listens_on_an_address_of_its_own_that_cluster_status_names()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Nodes = 5, ListenOn = 2, Guests = 5 });
        simulator.Proxmox.Endpoints.Count.ShouldBe(2);
        var rows = (await simulator.DataAsync("cluster/status")).EnumerateArray().Where(row => row.TryGetProperty("ip", out _)).ToList();
        rows.Select(row => row.GetProperty("ip").GetString()).ShouldAllBe(ip => ip!.StartsWith("127.", StringComparison.Ordinal));
        rows.Take(2).Select(row => row.GetProperty("ip").GetString())
            .ShouldBe(simulator.Proxmox.Endpoints.Select(endpoint => endpoint.Host));
        (await simulator.DataAsync("cluster/status", simulator.ClientFor(1))).EnumerateArray()
            .Single(row => row.TryGetProperty("local", out var local) && local.GetInt32() == 1).GetProperty("name").GetString()
            .ShouldBe("pve2");
    }

    [Fact]
    public async Task Only_the_churning_share_of_guests_moves_noticeably_per_publish()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 2000, Churn = 0.1, StoppedShare = 0, ListenOn = 1 });
        var before = await MemoryAsync(simulator);
        simulator.Pass(10.5);
        var after = await MemoryAsync(simulator);
        var moved = before.Select(entry => Math.Abs((after[entry.Key] / entry.Value) - 1)).ToList();
        (moved.Count(share => share > 0.02) / 2000.0).ShouldBeInRange(0.07, 0.13);
        moved.Where(share => share <= 0.02).ShouldAllBe(share => share < 0.002);
    }

    private static async Task<Dictionary<string, double>> MemoryAsync(SimulatorFixture simulator) =>
        (await simulator.DataAsync("cluster/resources?type=vm")).EnumerateArray().Where(row => row.GetProperty("mem").GetInt64() > 0)
            .ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("mem").GetDouble());

    [Fact]
    public void Unusable_options_are_all_named()
    {
        new SimulatorOptions { Nodes = 0, Guests = -1, Port = 70000, Version = "7.4", Churn = 2, ClusterName = "" }.Validate()
            .Count.ShouldBe(6);
        new SimulatorOptions().Validate().ShouldBeEmpty();
    }
}
