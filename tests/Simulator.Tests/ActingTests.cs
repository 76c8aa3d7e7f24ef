using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>What acting on a cluster meets with (api-facts §1 and §7).</summary>
public sealed class ActingTests
{
    [Theory]
    [InlineData("500 wol self", "nodes/pve1/wakeonlan")]
    [InlineData("500 wol no mac", "nodes/pve2/wakeonlan")]
    [InlineData("500 ct not running", "nodes/pve3/lxc/202/status/stop")]
    public async Task Refusals_are_those_that_were_recorded(string recording, string path)
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(Recordings.Answers, "http_error_forms.json"), TestContext.Current.CancellationToken))![recording]!;
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.SetWakeOnLan("pve2", null);
        var container = simulator.Cluster.Guests.First(guest => guest.Kind == "lxc" && guest.Status == "running");
        simulator.Cluster.KillGuest(container.Vmid);
        var asked = path.Replace("pve3/lxc/202", $"{container.Node}/lxc/{container.Vmid}", StringComparison.Ordinal);

        using var answer = await simulator.Actor.PostAsync(asked, null, TestContext.Current.CancellationToken);

        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        var wanted =
            JsonNode.Parse(recorded["body"]!.GetValue<string>().Replace("CT 202", $"CT {container.Vmid}", StringComparison.Ordinal))!;
        $"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}".ShouldBe(
            recorded["status_line"]!.GetValue<string>().Replace("CT 202", $"CT {container.Vmid}", StringComparison.Ordinal));
        body["message"]!.GetValue<string>().ShouldBe(wanted["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_node_that_is_woken_is_online_after_its_boot_and_one_that_sleeps_through_is_not()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.PowerOffNode("pve2");
        simulator.Cluster.PowerOffNode("pve3");
        simulator.Cluster.SleepThroughWake("pve3");
        simulator.Pass(10);

        var mac = await simulator.PostAsync("nodes/pve2/wakeonlan");
        await simulator.PostAsync("nodes/pve3/wakeonlan");
        simulator.Pass(11);

        mac.ShouldBe("bc:24:11:00:00:01");
        var members = (await simulator.DataAsync("cluster/status")).EnumerateArray()
            .Where(row => row.GetProperty("type").GetString() == "node");
        members.Where(row => row.GetProperty("online").GetInt32() == 1).Select(row => row.GetProperty("name").GetString())
            .ShouldBe(["pve1", "pve2"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_guest_takes_its_own_time_to_start()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.KillGuest(100);
        simulator.Cluster.SetBootTime(100, TimeSpan.FromSeconds(40));

        var upid = await simulator.PostAsync("nodes/pve1/qemu/100/status/start");
        simulator.Pass(39);
        var early = (await simulator.DataAsync($"nodes/pve1/tasks/{upid}/status")).GetProperty("status").GetString();
        simulator.Pass(2);

        early.ShouldBe("running");
        (await simulator.DataAsync($"nodes/pve1/tasks/{upid}/status")).GetProperty("exitstatus").GetString().ShouldBe("OK");
        simulator.Cluster.Guest(100).Status.ShouldBe("running");
    }

    [Fact]
    public async Task A_restart_that_fails_leaves_the_service_failed_and_says_so_in_its_task()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.FailService("pve1", "cron");
        simulator.Cluster.NextRestartFails("pve1", "cron");

        var upid = await simulator.PostAsync("nodes/pve1/services/cron/restart");
        simulator.Pass(2);

        (await simulator.DataAsync($"nodes/pve1/tasks/{upid}/status")).GetProperty("exitstatus").GetString()
            .ShouldBe("command 'systemctl restart cron' failed: exit code 1");
        (await simulator.DataAsync("nodes/pve1/services/cron/state")).GetProperty("active-state").GetString().ShouldBe("failed");
    }

    [Fact]
    public async Task A_lost_answer_is_one_to_a_request_that_was_carried_out()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.KillGuest(100);
        simulator.Proxmox.Faults.Add(new FaultRule { Method = "POST", LoseAnswer = true });

        await Should.ThrowAsync<HttpRequestException>(
            () => simulator.Actor.PostAsync("nodes/pve1/qemu/100/status/start", null, TestContext.Current.CancellationToken));
        simulator.Pass(2);

        simulator.Cluster.Guest(100).Status.ShouldBe("running");
        (await simulator.DataAsync("version")).ValueKind.ShouldNotBe(System.Text.Json.JsonValueKind.Null);
    }
}
