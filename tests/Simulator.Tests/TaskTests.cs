using System.Text.Json;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>Tasks and power actions (api-facts §6 and §7).</summary>
public sealed class TaskTests
{
    private static async Task<string> ExitOfAsync(SimulatorFixture simulator, string upid) =>
        (await simulator.DataAsync($"nodes/{upid.Split(':')[1]}/tasks/{upid}/status")).GetProperty("exitstatus").GetString()!;

    [Fact]
    public async Task A_list_can_be_filtered_and_paged()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        foreach (var vmid in new[] { 100, 103, 106 }) simulator.Cluster.StopGuest(vmid);
        simulator.Pass(5);
        simulator.Cluster.StartGuest(100, "alice@pve");
        async Task<int> CountAsync(string query) => (await simulator.DataAsync($"nodes/pve1/tasks?{query}")).GetArrayLength();
        (await CountAsync("typefilter=qmstop")).ShouldBe(2);
        (await CountAsync("typefilter=vzstop")).ShouldBe(1);
        (await CountAsync("source=active")).ShouldBe(1);
        (await CountAsync("source=all&vmid=100")).ShouldBe(2);
        (await CountAsync("userfilter=alice&source=all")).ShouldBe(1);
        (await CountAsync("limit=2")).ShouldBe(2);
        (await CountAsync("limit=2&start=3")).ShouldBe(1);
        (await CountAsync($"since={SimulatorFixture.Start.ToUnixTimeSeconds()}")).ShouldBe(3);
        var running = (await simulator.DataAsync("nodes/pve1/tasks?source=active"))[0];
        (running.GetProperty("status").GetString(), running.TryGetProperty("endtime", out _)).ShouldBe(("RUNNING", false));
        using var whole = JsonDocument.Parse(await simulator.Client.GetStringAsync("nodes/pve1/tasks?limit=1",
            TestContext.Current.CancellationToken));
        whole.RootElement.GetProperty("total").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Starting_what_cannot_start_is_a_failed_task()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.NextStartFails(103, 1);
        simulator.Cluster.KillGuest(103);
        var template = simulator.Cluster.Guests.Single(guest => guest.Template);
        var running = await simulator.PostAsync("nodes/pve1/qemu/100/status/start");
        var failing = await simulator.PostAsync("nodes/pve1/qemu/103/status/start");
        var ofTemplate = await simulator.PostAsync($"nodes/{template.Node}/qemu/{template.Vmid}/status/start");
        var missing = await simulator.PostAsync("nodes/pve1/qemu/7777/status/start");
        simulator.Pass(2);
        (await ExitOfAsync(simulator, running)).ShouldBe("VM 100 already running");
        (await ExitOfAsync(simulator, failing)).ShouldBe("start failed: QEMU exited with code 1");
        (await ExitOfAsync(simulator, ofTemplate)).ShouldBe("you can't start a vm if it's a template");
        (await ExitOfAsync(simulator, missing)).ShouldBe("Configuration file 'nodes/pve1/qemu-server/7777.conf' does not exist");
        (await ExitOfAsync(simulator, await PostAndPassAsync(simulator, "nodes/pve1/qemu/103/status/start"))).ShouldBe("OK");
        simulator.Cluster.StartRequests(103).ShouldBe(2);
    }

    private static async Task<string> PostAndPassAsync(SimulatorFixture simulator, string path)
    {
        var upid = await simulator.PostAsync(path);
        simulator.Pass(20);
        return upid;
    }

    [Fact]
    public async Task A_task_of_a_node_that_lost_power_ends_as_unexpected_status()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.BackupGuest(101);
        simulator.Pass(3);
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Pass(60);
        (await simulator.DataAsync("cluster/tasks")).EnumerateArray().Single(task => task.GetProperty("id").GetString() == "101")
            .TryGetProperty("endtime", out _).ShouldBeFalse();
        simulator.Cluster.PowerOnNode("pve2");
        simulator.Pass(15);
        (await simulator.DataAsync("nodes/pve2/tasks?vmid=101&typefilter=vzdump"))[0].GetProperty("status").GetString()
            .ShouldBe("unexpected status");
        (await simulator.RowAsync("qemu/101")).GetProperty("lock").GetString()
            .ShouldBe("backup"); // stale locks survive a crash (api-facts §4)
    }

    [Fact]
    public async Task An_api_reboot_is_a_reboot_by_the_user_and_a_start_by_root()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        await PostAndPassAsync(simulator, "nodes/pve1/qemu/100/status/reboot");
        var tasks = (await simulator.DataAsync("nodes/pve1/tasks?vmid=100")).EnumerateArray()
            .Select(task => $"{task.GetProperty("type")} {task.GetProperty("user")}");
        tasks.ShouldBe(["qmstart root@pam", "qmreboot monitor@pve"]);
        simulator.Cluster.Guest(100).Status.ShouldBe("running");
    }

    [Fact]
    public async Task Ha_managed_guests_answer_power_calls_with_requests_that_root_carries_out()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.SetHa(100, "started");
        (await simulator.PostAsync("nodes/pve1/qemu/100/status/stop")).ShouldContain(":hastop:100:monitor@pve!act:");
        (await simulator.RowAsync("qemu/100")).GetProperty("hastate").GetString().ShouldBe("request_stop");
        simulator.Cluster.Guest(100).Status.ShouldBe("running");
        simulator.Pass(16);
        simulator.Cluster.Guest(100).ShouldSatisfyAllConditions(guest => guest.Status.ShouldBe("stopped"),
            guest => guest.HaState.ShouldBe("stopped"));
        (await simulator.DataAsync("nodes/pve1/tasks?vmid=100&typefilter=qmshutdown"))[0].GetProperty("user").GetString()
            .ShouldBe("root@pam");
    }

    [Fact]
    public async Task Wake_on_lan_powers_the_named_node_on()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Pass(20);
        (await simulator.PostAsync("nodes/pve2/wakeonlan")).ShouldMatch("^([0-9a-f]{2}:){5}[0-9a-f]{2}$");
        simulator.Pass(15);
        simulator.Cluster.Nodes.Single(node => node.Name == "pve2").Online.ShouldBeTrue();
    }

    [Fact]
    public async Task Shutting_a_node_down_stops_its_guests_first_as_root()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.ShutdownNode("pve2");
        simulator.Pass(3.5);
        simulator.Cluster.Guest(101).Status.ShouldBe("stopped");
        var tasks = (await simulator.DataAsync("nodes/pve2/tasks?source=all")).EnumerateArray()
            .Select(task => $"{task.GetProperty("type")} {task.GetProperty("user")}").ToList();
        tasks.ShouldContain("stopall root@pam");
        tasks.ShouldContain("qmshutdown root@pam");
        simulator.Pass(20);
        simulator.Cluster.Nodes.Single(node => node.Name == "pve2").Online.ShouldBeFalse();
    }

    [Fact]
    public async Task A_deaf_guest_outlasts_a_shutdown_unless_it_is_forced()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.SetDeaf(103);
        var upid = await PostAndPassAsync(simulator, "nodes/pve1/qemu/103/status/shutdown?timeout=15");
        (await ExitOfAsync(simulator, upid)).ShouldBe("VM quit/powerdown failed - got timeout");
        simulator.Cluster.Guest(103).Status.ShouldBe("running");
        upid = await PostAndPassAsync(simulator, "nodes/pve1/qemu/103/status/shutdown?timeout=15&forceStop=1");
        (await ExitOfAsync(simulator, upid)).ShouldBe("OK");
        simulator.Cluster.Guest(103).Status.ShouldBe("stopped");
    }
}
