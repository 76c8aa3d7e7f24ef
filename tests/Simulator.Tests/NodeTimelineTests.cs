namespace OrleansMonitor.Simulator.Tests;

/// <summary>The recorded time lines of nodes that go away and come back (api-facts §3).</summary>
public sealed class NodeTimelineTests
{
    private static async Task<(string Node, string Guest)> RowsAsync(SimulatorFixture simulator, string node, string guest)
    {
        simulator.Pass(5); // both caches
        await simulator.DataAsync("cluster/resources");
        return (Sampler.Describe(await simulator.RowAsync($"node/{node}")), Sampler.Describe(await simulator.RowAsync(guest)));
    }

    [Fact]
    public async Task A_dead_node_is_offline_after_eight_seconds_and_its_guests_read_running_until_they_expire()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Pass(30);
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Pass(7);
        (await simulator.RowAsync("node/pve2")).GetProperty("status").GetString().ShouldBe("online");
        simulator.Pass(2);
        var status = (await simulator.DataAsync("cluster/status")).EnumerateArray().ToList();
        status.Single(row => row.GetProperty("name").GetString() == "pve2").GetProperty("online").GetInt32().ShouldBe(0);
        status.Single(row => row.GetProperty("type").GetString() == "cluster").GetProperty("quorate").GetInt32().ShouldBe(1);
        var (node, guest) = await RowsAsync(simulator, "pve2", "qemu/101");
        node.ShouldBe("offline|pve2|||9"); // without HA: the recorded 10 less hastate
        guest.ShouldBe("running|pve2|||20");
        var frozen = (await simulator.RowAsync("qemu/101")).GetProperty("uptime").GetInt64();
        simulator.Pass(200);
        (await simulator.RowAsync("qemu/101")).GetProperty("uptime").GetInt64().ShouldBe(frozen);
        simulator.Pass(95);
        (node, guest) = await RowsAsync(simulator, "pve2", "qemu/101");
        node.ShouldBe("offline|pve2|||5");
        guest.ShouldBe("unknown|pve2|||7");
        var storage = await simulator.RowAsync("storage/pve2/local");
        (storage.GetProperty("status").GetString(), storage.EnumerateObject().Count()).ShouldBe(("unknown", 8));
    }

    [Fact]
    public async Task A_node_that_returns_is_unknown_until_its_first_round_and_then_starts_what_starts_on_boot()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Pass(400);
        simulator.Cluster.PowerOnNode("pve2");
        simulator.Pass(5);
        (await simulator.DataAsync("cluster/status", simulator.ClientFor(1))).EnumerateArray()
            .Where(row => row.GetProperty("type").GetString() == "node")
            .Sum(row => row.GetProperty("online").GetInt32()).ShouldBe(1, "it hears nobody before it has joined");
        simulator.Pass(5.1);
        (await simulator.DataAsync("cluster/status")).EnumerateArray().Single(row => row.GetProperty("name").GetString() == "pve2")
            .GetProperty("online").GetInt32().ShouldBe(1);
        simulator.Pass(30);
        var (node, guest) = await RowsAsync(simulator, "pve2", "qemu/101");
        node.ShouldBe("online|pve2|||13");
        guest.ShouldBe("running|pve2|||20");
        var tasks = (await simulator.DataAsync("nodes/pve2/tasks")).EnumerateArray().Select(task => task.GetProperty("type").GetString())
            .ToList();
        tasks.ShouldContain("startall");
        tasks.ShouldContain("qmstart");
    }

    [Fact]
    public async Task Without_pvestatd_an_online_node_turns_unknown()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.StopPvestatd("pve3");
        simulator.Pass(311);
        var (node, _) = await RowsAsync(simulator, "pve3", "lxc/102");
        node.ShouldBe("unknown|pve3|||5");
        simulator.Cluster.StartPvestatd("pve3");
        simulator.Pass(10);
        (node, _) = await RowsAsync(simulator, "pve3", "lxc/102");
        node.ShouldStartWith("online");
    }

    [Fact]
    public async Task Without_a_majority_quorate_is_zero_and_only_starting_is_refused()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Cluster.PowerOffNode("pve3");
        simulator.Pass(9);
        (await simulator.DataAsync("cluster/status")).EnumerateArray().Single(row => row.GetProperty("type").GetString() == "cluster")
            .GetProperty("quorate").GetInt32().ShouldBe(0);
        (await simulator.DataAsync("cluster/ha/status/current"))[0].GetProperty("status").GetString().ShouldBe("No quorum on node 'pve1'!");
        using var refused = await simulator.Actor.PostAsync("nodes/pve1/qemu/100/status/start", null,
            TestContext.Current.CancellationToken);
        refused.ReasonPhrase.ShouldBe("cluster not ready - no quorum?");
        await simulator.PostAsync("nodes/pve1/qemu/100/status/stop");
    }

    [Fact]
    public async Task In_a_partition_every_node_sees_only_itself_and_the_others_as_they_were()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Pass(30);
        simulator.Cluster.LoseQuorum();
        simulator.Pass(9);
        (await simulator.DataAsync("cluster/status")).EnumerateArray()
            .Count(row => row.TryGetProperty("online", out var online) && online.GetInt32() == 1).ShouldBe(1);
        var before = (await simulator.RowAsync("qemu/101")).GetProperty("uptime").GetInt64();
        simulator.Pass(40);
        (await simulator.RowAsync("qemu/101")).GetProperty("uptime").GetInt64().ShouldBe(before);
        (await simulator.RowAsync("qemu/101", simulator.ClientFor(1))).GetProperty("uptime").GetInt64().ShouldBeGreaterThan(before);
        simulator.Cluster.RegainQuorum();
        simulator.Pass(15);
        (await simulator.RowAsync("qemu/101")).GetProperty("uptime").GetInt64().ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task Ha_recovers_a_guest_of_a_dead_node_as_recorded()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SetHa(101, "started");
        simulator.Cluster.SetHa(100, "started"); // pve1 is the master: it dies
        simulator.Pass(30);
        simulator.Cluster.PowerOffNode("pve1");
        var changes = new List<(double At, string Row)>();
        var client = simulator.ClientFor(1);
        for (var at = 0.0; at < 220; at += 1)
        {
            var row = await simulator.RowAsync("qemu/100", client);
            var now = $"{row.GetProperty("status")}|{row.GetProperty("node")}|{row.GetProperty("hastate")}";
            if (changes.Count == 0 || changes[^1].Row != now) changes.Add((at, now));
            simulator.Pass(1);
        }

        double When(string row) => changes.First(change => change.Row == row).At;
        When("running|pve1|fence").ShouldBeInRange(170, 180);
        When("running|pve2|started").ShouldBeInRange(180, 200);
        changes[^1].Row.ShouldBe("running|pve2|started");
        (await simulator.DataAsync("nodes/pve2/tasks?vmid=100", client))[0].GetProperty("user").GetString().ShouldBe("root@pam");
    }

    [Fact]
    public async Task Ha_gives_up_on_a_guest_that_never_starts()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.NextStartFails(100, 10);
        simulator.Cluster.KillGuest(100);
        simulator.Cluster.SetHa(100, "started");
        var changes = await new Sampler(simulator).WatchAsync("qemu/100", 70);
        changes[^1].Row.ShouldBe("stopped|pve2||error|21");
        changes[^1].At.ShouldBeInRange(40, 60);
        changes.Select(change => change.Row).ShouldContain("stopped|pve1||migrate|21");
        var services = (await simulator.DataAsync("cluster/ha/status/current")).EnumerateArray()
            .Where(row => row.GetProperty("type").GetString() == "service").ToList();
        services.Single().GetProperty("state").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task A_call_to_a_powered_off_node_is_595_and_to_a_hung_one_596_after_thirty_seconds()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new()
        {
            Guests = 5,
            Timings = new() { NoRouteDelay = TimeSpan.Zero }
        });
        simulator.Cluster.PowerOffNode("pve2");
        using var dead = await simulator.Client.GetAsync("nodes/pve2/status", TestContext.Current.CancellationToken);
        ((int)dead.StatusCode, dead.ReasonPhrase).ShouldBe((595, "No route to host"));
        (await dead.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("");
        await Should.ThrowAsync<HttpRequestException>(() => simulator.ClientFor(1)
            .GetAsync("version", TestContext.Current.CancellationToken));

        simulator.Cluster.HangNode("pve3");
        var hung = simulator.Client.GetAsync("nodes/pve3/status", TestContext.Current.CancellationToken);
        (await simulator.Time.NextWaitAsync()).ShouldBe(TimeSpan.FromSeconds(30));
        simulator.Pass(30);
        ((int)(await hung).StatusCode, (await hung).ReasonPhrase).ShouldBe((596, "Connection timed out"));
    }

    [Fact]
    public async Task Failed_daemons_take_their_functions_with_them()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 5, Timings = new() { AuthDelay = TimeSpan.Zero } });
        simulator.Cluster.FailService("pve1", "pvedaemon");
        await simulator.DataAsync("cluster/resources");
        using var isProtected = await simulator.Client.GetAsync("cluster/status", TestContext.Current.CancellationToken);
        ((int)isProtected.StatusCode, isProtected.ReasonPhrase).ShouldBe((595, "Connection refused"));
        simulator.Cluster.FailService("pve2", "pve-cluster");
        using var revoked = await simulator.ClientFor(1).GetAsync("version", TestContext.Current.CancellationToken);
        ((int)revoked.StatusCode, revoked.ReasonPhrase).ShouldBe((401, "Authentication failed!"));
        var service = (await simulator.DataAsync("nodes/pve3/services")).EnumerateArray()
            .First(row => row.GetProperty("unit-state").GetString() == "enabled");
        service.GetProperty("state").GetString().ShouldBe("running");
    }

    [Fact]
    public async Task A_node_with_ha_guests_resets_itself_a_minute_after_it_lost_quorum()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.SetHa(100, "started");
        simulator.Cluster.LoseQuorum();
        simulator.Pass(59);
        simulator.Cluster.Guest(103).Status.ShouldBe("running");
        simulator.Pass(2);
        simulator.Cluster.Guest(103).Status.ShouldBe("stopped");
        simulator.Cluster.Guest(101).Status.ShouldBe("running");
    }

    [Fact]
    public async Task When_all_nodes_are_off_only_the_control_pages_answer()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Standalone = true, Nodes = 1, Guests = 3 });
        simulator.Cluster.PowerOffNode("pve1");
        await Should.ThrowAsync<HttpRequestException>(() => simulator.Client.GetAsync("version", TestContext.Current.CancellationToken));
        var on = new Uri(simulator.Proxmox.Endpoints[0], "/sim/nodes/pve1/power-on");
        using var answer = await simulator.ClientFor(0, "").PostAsync(on, null, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        simulator.Pass(10.1);
        await simulator.DataAsync("version");
    }
}
