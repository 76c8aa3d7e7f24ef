using System.Net;
using System.Text.Json;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Simulator.Tests;

public sealed class FaultTests
{
    private static Task<HttpResponseMessage> GetAsync(SimulatorFixture simulator, string path) =>
        simulator.Client.GetAsync(path, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_status_fault_hits_as_often_as_it_says_and_only_its_path()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Proxmox.Faults.Add(new FaultRule { PathPrefix = "/cluster/", Status = 599, Reason = "Too many redirections", Times = 2 });
        for (var i = 0; i < 2; i++)
        {
            using var hit = await GetAsync(simulator, "cluster/resources");
            ((int)hit.StatusCode, hit.ReasonPhrase).ShouldBe((599, "Too many redirections"));
            using var other = await GetAsync(simulator, "version");
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var over = await GetAsync(simulator, "cluster/resources");
        over.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Truncated_answers_announce_more_than_they_send()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Proxmox.Faults.Add(new FaultRule { PathPattern = "^/cluster/resources$", TruncateAfterBytes = 300 });
        await Should.ThrowAsync<HttpRequestException>(() =>
            simulator.Client.GetStringAsync("cluster/resources", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Invalid_json_is_answered_with_200()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Proxmox.Faults.Add(new FaultRule { InvalidJson = true });
        var body = await simulator.Client.GetStringAsync("cluster/resources", TestContext.Current.CancellationToken);
        Should.Throw<JsonException>(() => JsonDocument.Parse(body));
    }

    [Fact]
    public async Task Dropped_rows_are_missing()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Proxmox.Faults.Add(new FaultRule { DropRows = id => id is "qemu/100" or "node/pve2" });
        var ids = (await simulator.DataAsync("cluster/resources")).EnumerateArray().Select(row => row.GetProperty("id").GetString())
            .ToList();
        ids.ShouldNotContain("qemu/100");
        ids.ShouldNotContain("node/pve2");
        ids.ShouldContain("qemu/101");
    }

    [Fact]
    public async Task Aborted_connections_answer_nothing()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Proxmox.Faults.Add(new FaultRule { AbortConnection = true, Node = "pve1" });
        await Should.ThrowAsync<HttpRequestException>(() => GetAsync(simulator, "version"));
        using var other = await simulator.ClientFor(1).GetAsync("version", TestContext.Current.CancellationToken);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_hang_lasts_until_the_rule_is_removed()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var rule = new FaultRule { PathPrefix = "/version", Hang = true };
        simulator.Proxmox.Faults.Add(rule);
        var answer = GetAsync(simulator, "version");
        await simulator.Proxmox.Requests.WhenAsync(log => log.Count("GET", "/version") == 1, TestContext.Current.CancellationToken);
        answer.IsCompleted.ShouldBeFalse();
        simulator.Proxmox.Faults.Remove(rule).ShouldBeTrue();
        (await answer).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_delay_waits_on_the_simulators_clock()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Proxmox.Faults.Add(new FaultRule { Delay = TimeSpan.FromSeconds(7) });
        var answer = GetAsync(simulator, "version");
        (await simulator.Time.NextWaitAsync()).ShouldBe(TimeSpan.FromSeconds(7));
        answer.IsCompleted.ShouldBeFalse();
        simulator.Pass(7);
        (await answer).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_log_counts_requests_and_the_most_in_flight()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var rule = new FaultRule { PathPrefix = "/nodes", Hang = true };
        simulator.Proxmox.Faults.Add(rule);
        var answers = new[] { GetAsync(simulator, "nodes"), GetAsync(simulator, "nodes/pve1/time"), GetAsync(simulator, "nodes?x=1") };
        await simulator.Proxmox.Requests.WhenAsync(log => log.Total == 3, TestContext.Current.CancellationToken);
        simulator.Proxmox.Faults.Clear();
        await Task.WhenAll(answers);
        simulator.Proxmox.Requests.MaxInFlight("pve1").ShouldBe(3);
        simulator.Proxmox.Requests.ByPath["GET /nodes"].ShouldBe(2);
        simulator.Proxmox.Requests.Reset();
        simulator.Proxmox.Requests.Total.ShouldBe(0);
    }
}
