using System.Net;
namespace OrleansMonitor.Simulator.Tests;

/// <summary>The recorded time lines of guests, on fake time, within the tolerances of api-facts §2 and §5.</summary>
public sealed class TimelineTests
{
    private static string[] Statuses(IEnumerable<Sampler.Change> changes) => [.. changes.Select(change => change.Row.Split('|')[0])];

    [Fact]
    public async Task A_killed_vm_turns_stopped_within_a_publish_and_both_caches_and_leaves_no_task()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        await new Sampler(simulator).WatchAsync("qemu/100", 12);
        simulator.Cluster.KillGuest(100);
        var changes = await new Sampler(simulator).WatchAsync("qemu/100", 30);
        changes[0].Row.ShouldBe("running|pve1|||20");
        changes[1].Row.ShouldBe("stopped|pve1|||20");
        changes[1].At.ShouldBeInRange(0, 14);
        changes[^1].Row.ShouldBe("stopped|pve1|||20");
        var tasks = await simulator.DataAsync("nodes/pve1/tasks?vmid=100&source=all");
        tasks.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Rows_flip_back_when_the_next_worker_holds_an_older_copy()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var flips = 0;
        for (var vmid = 100; vmid < 112; vmid += 3)
        {
            simulator.Cluster.KillGuest(vmid);
            var id = simulator.Cluster.Guest(vmid) is { Kind: "qemu" } ? $"qemu/{vmid}" : $"lxc/{vmid}";
            flips += Statuses(await new Sampler(simulator, step: 0.3).WatchAsync(id, 16)).Length > 2 ? 1 : 0;
        }

        flips.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_killed_container_turns_stopped_within_a_publish_and_both_caches()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.KillGuest(102);
        var changes = await new Sampler(simulator).WatchAsync("lxc/102", 20);
        changes[^1].Row.ShouldBe("stopped|pve3|||20");
        changes[^1].At.ShouldBeLessThanOrEqualTo(14);
    }

    [Fact]
    public async Task An_api_stop_is_a_task_of_the_user()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var upid = await simulator.PostAsync("nodes/pve1/qemu/103/status/stop");
        upid.ShouldMatch("^UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:qmstop:103:monitor@pve!act:$");
        (await simulator.DataAsync($"nodes/pve1/tasks/{Uri.EscapeDataString(upid)}/status")).GetProperty("status").GetString()
            .ShouldBe("running");
        simulator.Pass(1.5);
        var status = await simulator.DataAsync($"nodes/pve1/tasks/{Uri.EscapeDataString(upid)}/status");
        status.GetProperty("exitstatus").GetString().ShouldBe("OK");
        (await simulator.DataAsync($"nodes/pve1/tasks/{upid}/log")).EnumerateArray().Last().GetProperty("t").GetString()
            .ShouldBe("TASK OK");
        (await new Sampler(simulator).WatchAsync("qemu/103", 16))[^1].Row.ShouldStartWith("stopped");
    }

    [Fact]
    public async Task A_guests_own_poweroff_looks_like_a_kill_but_for_nothing()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.PowerOffFromInside(103);
        simulator.Pass(1);
        (await simulator.DataAsync("nodes/pve1/tasks?vmid=103&source=all")).GetArrayLength().ShouldBe(0);
        (await simulator.DataAsync("nodes/pve1/journal")).ToString().ShouldContain("Starting cleanup for 103");
    }

    [Fact]
    public async Task A_journal_is_always_compressed_and_empty_if_asked_for_a_range_and_a_number_of_lines()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        using var plain = await simulator.Client.GetAsync("nodes/pve1/journal?since=1", TestContext.Current.CancellationToken);
        using var both = await simulator.Client.GetAsync("nodes/pve1/journal?since=1&lastentries=9", TestContext.Current.CancellationToken);
        (await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldStartWith("{\"data\":[");
        both.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await both.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_migration_to_a_node_without_power_ends_before_anything_is_begun_there()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Cluster.MigrateGuest(100, "pve2", "alice@pve");
        simulator.Pass(60);

        var tasks = (await simulator.DataAsync("cluster/tasks")).EnumerateArray()
            .Where(task => task.GetProperty("id").GetString() == "100").ToList();
        tasks.Select(task => $"{task.GetProperty("node").GetString()} {task.GetProperty("status").GetString()}")
            .ShouldBe(["pve1 migration aborted: can't connect to node 'pve2'"]);
        Sampler.Describe(await simulator.RowAsync("qemu/100")).ShouldStartWith("running|pve1||");
    }

    [Fact]
    public async Task A_live_migration_locks_moves_the_row_and_restarts_the_uptime()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.MigrateGuest(100, "pve2", "alice@pve");
        var changes = await new Sampler(simulator).WatchAsync("qemu/100", 25);
        changes.Select(change => change.Row).ShouldBe(["running|pve1|||20", "running|pve1|migrate||21", "running|pve2|migrate||21",
            "running|pve2|||20"]);
        changes[2].At.ShouldBeInRange(3, 6.5);
        changes[3].At.ShouldBeInRange(7, 11);
        (await simulator.RowAsync("qemu/100")).GetProperty("uptime").GetInt64().ShouldBeLessThan(30);
        var tasks = (await simulator.DataAsync("cluster/tasks")).EnumerateArray().Where(task => task.GetProperty("id").GetString() == "100")
            .ToList();
        tasks.Select(task => $"{task.GetProperty("node")} {task.GetProperty("type")} {task.GetProperty("user")}")
            .ShouldBe(["pve1 qmigrate alice@pve", "pve2 qmstart root@pam"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_paused_vm_is_paused_in_resources_and_running_with_qmpstatus_paused_live()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        await simulator.PostAsync("nodes/pve1/qemu/103/status/suspend");
        (await new Sampler(simulator).WatchAsync("qemu/103", 16))[^1].Row.ShouldBe("paused|pve1|||20");
        var current = await simulator.DataAsync("nodes/pve1/qemu/103/status/current");
        current.GetProperty("status").GetString().ShouldBe("running");
        current.GetProperty("qmpstatus").GetString().ShouldBe("paused");
    }

    [Fact]
    public async Task Hibernation_leaves_the_lock_suspended_and_starting_ends_it()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.HibernateGuest(103);
        simulator.Pass(20);
        (await simulator.RowAsync("qemu/103")).GetProperty("lock").GetString().ShouldBe("suspended");
        await simulator.PostAsync("nodes/pve1/qemu/103/status/start");
        simulator.Pass(2);
        simulator.Cluster.Guest(103).ShouldSatisfyAllConditions(guest => guest.Status.ShouldBe("running"),
            guest => guest.Lock.ShouldBeNull());
    }

    [Fact]
    public async Task A_created_guest_is_unknown_until_its_nodes_first_round()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.CreateGuest(5013, "pve1");
        simulator.Cluster.SetTags(5013, null);
        var row = (await simulator.DataAsync("cluster/resources?type=vm")).EnumerateArray()
            .Single(row => row.GetProperty("vmid").GetInt32() == 5013);
        row.GetProperty("status").GetString().ShouldBe("unknown");
        row.TryGetProperty("name", out _).ShouldBeFalse();
        simulator.Pass(15);
        (await simulator.DataAsync("nodes/pve1/tasks?typefilter=vzcreate")).GetArrayLength()
            .ShouldBe(1 - (simulator.Cluster.Guest(5013).Kind == "qemu" ? 1 : 0));
        (await simulator.DataAsync("cluster/resources?type=vm")).EnumerateArray().Single(row => row.GetProperty("vmid").GetInt32() == 5013)
            .GetProperty("status").GetString().ShouldBe("stopped");
    }
}
